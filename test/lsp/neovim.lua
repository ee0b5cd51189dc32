-- Sourced by neovim.test.ts (`nvim -l` is newer than Debian's 0.7). Speaks to the server as any Neovim user's configuration would, and writes what came
-- back as JSON.
local want = vim.fn.json_decode(os.getenv('MAPSHIFT_NEOVIM'))
local result = { }

local function finish(err)
  result.error = err
  vim.fn.writefile({ vim.fn.json_encode(result) }, want.out)
  vim.cmd('qa!')
end

local function run()
  vim.cmd('edit ' .. vim.fn.fnameescape(want.root .. '/' .. want.file))
  local buffer = vim.api.nvim_get_current_buf()
  local id = vim.lsp.start_client({
    name = 'mapshift',
    cmd = want.cmd,
    root_dir = want.root,
    workspace_folders = { { name = 'tree', uri = vim.uri_from_fname(want.root) } },
    handlers = { ['mapshift/indexChanged'] = function(_, status) result.status = status end },
  })
  if not id then return finish('the server did not start') end
  vim.lsp.buf_attach_client(buffer, id)

  local function await(what, accepts)
    if not vim.wait(20000, accepts, 20) then error('no ' .. what) end
  end
  await('index', function() return result.status and result.status.state == 'ready' end)
  await('diagnostics', function() return #vim.diagnostic.get(buffer) > 0 end)
  result.diagnostics = vim.tbl_map(function(each)
    return { line = each.lnum + 1, col = each.col, message = each.message, severity = each.severity, source = each.source }
  end, vim.diagnostic.get(buffer))

  local function ask(method, position, extra)
    local params = vim.tbl_extend('error', { textDocument = { uri = vim.uri_from_bufnr(buffer) }, position = position }, extra or {})
    local answers, err = vim.lsp.buf_request_sync(buffer, method, params, 20000)
    if err then error(method .. ': ' .. err) end
    return answers[id].result
  end
  result.hover = vim.lsp.util.convert_input_to_markdown_lines(ask('textDocument/hover', want.position).contents)
  result.references = #ask('textDocument/references', want.position, { context = { includeDeclaration = false } })
  result.highlights = #ask('textDocument/documentHighlight', want.position)
  local items = ask('textDocument/prepareCallHierarchy', want.position)
  local calls = vim.lsp.buf_request_sync(buffer, 'callHierarchy/incomingCalls', { item = items[1] }, 20000)
  result.callers = vim.tbl_map(function(call) return call.from.name end, calls[id].result)

  -- a fix as the user picks it: listed, resolved where the client can, applied by Neovim's own code
  local actions = ask('textDocument/codeAction',
    want.position, { range = { start = want.position, ['end'] = want.position }, context = { diagnostics = {} } })
  result.actions = vim.tbl_map(function(action) return action.title end, actions)
  for _, action in ipairs(actions) do
    if action.title == want.action then
      local answers = vim.lsp.buf_request_sync(buffer, 'codeAction/resolve', action, 20000)
      vim.lsp.util.apply_workspace_edit((answers[id].result or action).edit or action.edit, 'utf-16')
    end
  end
  result.fixed = table.concat(vim.api.nvim_buf_get_lines(buffer, want.position.line, want.position.line + 2, false), '\n')
  vim.cmd('undo')

  -- one keystroke: the diagnostics follow
  local before = #result.diagnostics
  vim.api.nvim_buf_set_lines(buffer, want.insert.line, want.insert.line, false, { want.insert.text })
  await('diagnostics after a change', function() return #vim.diagnostic.get(buffer) == before + 1 end)
  result.after = #vim.diagnostic.get(buffer)
  vim.cmd('undo')

  -- a stage of the plan over the whole tree, applied by Neovim's own code
  local said
  vim.lsp.handlers['window/showMessage'] = function(_, message) said = message.message end
  vim.lsp.buf_request_sync(buffer, 'workspace/executeCommand', { command = 'mapshift.convertStage', arguments = { 'helper' } }, 20000)
  await('word about the stage', function() return said ~= nil end)
  result.stage = said
  result.staged = table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
  vim.lsp.stop_client(id)
  await('end', function() return vim.lsp.client_is_stopped(id) end)
end

local ok, err = pcall(run)
finish(not ok and tostring(err) or nil)
