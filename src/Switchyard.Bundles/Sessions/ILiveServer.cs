using System.Text.Json.Nodes;
using Switchyard.Model.Bundles;

namespace Switchyard.Bundles.Sessions;

/// <summary>
/// An initialised server, whatever it is reached by. Requests may run side by side. It has one owner, who ends it exactly once, by <see cref="StopAsync"/>; it may also end by itself, which <see cref="Ended"/> tells.
/// </summary>
internal interface ILiveServer
{
    /// <summary>Result of <c>initialize</c> as the server sent it: <c>protocolVersion</c>, <c>capabilities</c>, <c>serverInfo</c>, <c>instructions</c> and whatever else. A stateless server (2026-07-28) sends none; then the result of <c>server/discover</c>, with <c>protocolVersion</c> and <c>serverInfo</c> added.</summary>
    JsonObject Initialization { get; }

    /// <summary>Its tools as they were listed last, in the server's order; read again after <c>tools/list_changed</c>, and every five minutes if it sends none.</summary>
    IReadOnlyList<BundleTool> Tools { get; }

    /// <summary>Completes, never fails, when the server has ended for whatever reason, and nothing of it is left (processes waited for).</summary>
    Task<ServerEnd> Ended { get; }

    /// <summary>
    /// Sends one request and returns its <c>result</c> unchanged. Progress notifications for it go to <paramref name="progress"/> as the server sent them, but for their token. Cancelling sends <c>notifications/cancelled</c>
    /// and drops a late answer. <c>ping</c> works with every version, for probes. An answer of HTTP that is none of JSON-RPC (429, 503) is a <see cref="ServerErrorException"/> with code -32000 and <c>status</c> in its data.
    /// </summary>
    /// <param name="method">For example <c>tools/call</c>.</param>
    /// <param name="parameters">The <c>params</c> object, sent as it is but for <c>_meta.progressToken</c>, which is this side's own; null for none.</param>
    /// <param name="progress">Takes the <c>params</c> of progress notifications; null: no token is sent.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ServerErrorException">The server answered with an error object.</exception>
    /// <exception cref="ServerLostException">The server ended or the transport broke; it says whether the request had been written.</exception>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    Task<JsonNode?> RequestAsync(string method, JsonObject? parameters, Action<JsonObject>? progress, CancellationToken cancellationToken);

    /// <summary>Ends it and returns when nothing of it is left. Calling it again waits for the same end; a later <see cref="StopMode.Now"/> hurries an orderly stop.</summary>
    ValueTask StopAsync(StopMode mode);
}
