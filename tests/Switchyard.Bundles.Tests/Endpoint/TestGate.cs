using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Switchyard.Bundles.Endpoint.Access;

namespace Switchyard.Bundles.Tests.Endpoint;

/// <summary>Knows access keys by what the test says of them.</summary>
internal sealed class TestGate : IMcpGate
{
    private readonly ConcurrentDictionary<string, Key> _keys = new(StringComparer.Ordinal);
    private readonly HashSet<string> _workspaces = ["team", "other"];

    /// <summary>Makes a key of a user, good for the workspaces.</summary>
    public McpCaller Add(string key, Guid? user = null, params string[] workspaces)
    {
        var end = new CancellationTokenSource();
        var caller = new McpCaller(user ?? Guid.CreateVersion7(), Guid.CreateVersion7(), key, end.Token);
        _keys[key] = new Key(caller, end, workspaces.Length == 0 ? ["team"] : workspaces);
        return caller;
    }

    public void Revoke(string key)
    {
        _keys.TryRemove(key, out var known);
        known!.End.Cancel();
    }

    public ValueTask<McpAdmission> AdmitAsync(HttpContext context, string workspace, CancellationToken cancellationToken)
    {
        var authorization = context.Request.Headers.Authorization.ToString();
        if (!authorization.StartsWith("Bearer ", StringComparison.Ordinal) || !_keys.TryGetValue(authorization["Bearer ".Length..], out var key))
        {
            return new(McpAdmission.Refuse(new McpRefusal(401, "invalid_api_key", "No such access key.")));
        }

        if (!_workspaces.Contains(workspace))
        {
            return new(McpAdmission.Refuse(new McpRefusal(404, "workspace_not_found", "No such workspace.")));
        }

        return new(key.Workspaces.Contains(workspace) ? McpAdmission.Admit(key.Caller) : McpAdmission.Refuse(new McpRefusal(403, "workspace_not_granted", "Not granted.")));
    }

    private sealed record Key(McpCaller Caller, CancellationTokenSource End, string[] Workspaces);
}
