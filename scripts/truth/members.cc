// A clang plugin: for every member expression, designator and offsetof that names one of the members
// given by -plugin-arg-members <name>, it appends one line of JSON to the file in $TRUTH_ROWS:
// member, file, line, col (1-based bytes, where the name is spelled), record, kind, function.
// Paths are relative to $TRUTH_TREE; what lies outside it is left out.
#include "clang/AST/RecursiveASTVisitor.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "llvm/Support/Path.h"
#include <cstdlib>
#include <fstream>
#include <set>

using namespace clang;

namespace {

using Members = std::set<std::string>;

/// The tag that owns a member; nameless structs and unions belong to the record around them, as in C.
std::string ownerOf(const FieldDecl *field) {
  const RecordDecl *record = field->getParent();
  while (record->isAnonymousStructOrUnion())
    record = cast<RecordDecl>(record->getParent());
  if (!record->getNameAsString().empty())
    return record->getNameAsString();
  if (const TypedefNameDecl *alias = record->getTypedefNameForAnonDecl())
    return alias->getNameAsString();
  return "<unnamed>";
}

class Finder : public RecursiveASTVisitor<Finder> {
public:
  Finder(ASTContext &context, const Members &members)
      : context(context), sources(context.getSourceManager()), members(members),
        rows(std::getenv("TRUTH_ROWS"), std::ios::app), tree(std::getenv("TRUTH_TREE")) {}

  bool TraverseFunctionDecl(FunctionDecl *decl) {
    const std::string outer = function;
    function = decl->getNameAsString();
    const bool go = RecursiveASTVisitor::TraverseFunctionDecl(decl);
    function = outer;
    return go;
  }

  bool VisitMemberExpr(MemberExpr *expr) {
    if (const auto *field = dyn_cast<FieldDecl>(expr->getMemberDecl()))
      tell(field, expr->getMemberLoc(), "member");
    return true;
  }

  bool VisitDesignatedInitExpr(DesignatedInitExpr *expr) {
    for (const auto &each : expr->designators())
      if (each.isFieldDesignator() && each.getField())
        tell(each.getField(), each.getFieldLoc(), "designator");
    return true;
  }

  bool VisitOffsetOfExpr(OffsetOfExpr *expr) {
    for (unsigned i = 0; i < expr->getNumComponents(); i++) {
      const OffsetOfNode &node = expr->getComponent(i);
      if (node.getKind() == OffsetOfNode::Field)
        tell(node.getField(), node.getEndLoc(), "offsetof");
    }
    return true;
  }

private:
  void tell(const FieldDecl *field, SourceLocation at, const char *kind) {
    const std::string member = field->getNameAsString();
    if (members.count(member) == 0)
      return;
    const PresumedLoc place = sources.getPresumedLoc(sources.getSpellingLoc(at), false);
    if (place.isInvalid())
      return;
    llvm::SmallString<256> path(place.getFilename());
    llvm::sys::path::remove_dots(path, true); // mm/damon/../internal.h
    llvm::StringRef file = path;
    if (!file.consume_front(tree) || !file.consume_front("/"))
      return;
    rows << "{\"member\":\"" << member << "\",\"file\":\"" << file.str() << "\",\"line\":" << place.getLine() << ",\"col\":" << place.getColumn()
         << ",\"record\":\"" << ownerOf(field) << "\",\"kind\":\"" << kind << "\",\"function\":\"" << function
         << "\"}\n";
  }

  ASTContext &context;
  SourceManager &sources;
  const Members &members;
  std::ofstream rows;
  const std::string tree;
  std::string function;
};

class Consumer : public ASTConsumer {
public:
  explicit Consumer(Members members) : members(std::move(members)) {}
  void HandleTranslationUnit(ASTContext &context) override {
    Finder(context, members).TraverseDecl(context.getTranslationUnitDecl());
  }

private:
  const Members members;
};

class Action : public PluginASTAction {
protected:
  std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &, llvm::StringRef) override {
    return std::make_unique<Consumer>(members);
  }
  bool ParseArgs(const CompilerInstance &, const std::vector<std::string> &args) override {
    members.insert(args.begin(), args.end());
    return !members.empty();
  }
  ActionType getActionType() override { return ReplaceAction; }

private:
  Members members;
};

} // namespace

static FrontendPluginRegistry::Add<Action> registered("members", "tells who owns each member of a name");
