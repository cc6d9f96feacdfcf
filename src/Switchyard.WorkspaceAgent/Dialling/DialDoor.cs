using System.Text.Json;
using Microsoft.Extensions.Logging;
using Switchyard.Model.Agents;
using Switchyard.Model.Secrets;
using Switchyard.WorkspaceAgent.Identity;

namespace Switchyard.WorkspaceAgent.Dialling;

/// <summary>Lets nodes in that prove that they know the dial key, once for each proof, and proves the same to them. To everybody else it says nothing, and in the same time whatever is wrong.</summary>
internal sealed partial class DialDoor(AgentRun run, DialSessions sessions, TimeProvider time, ILogger<DialDoor> logger)
{
    // Computed with while there is no identity, so that there is always something to compute.
    private static readonly AgentIdentity Nobody = new(Guid.Empty, new Secret(Convert.ToBase64String(new byte[DialProof.KeyBytes])));

    private readonly ILogger _logger = logger;
    private readonly NonceMemory _nonces = new();

    /// <summary>Answers a node. Neither an answer nor a lack of sessions: it has not proved itself.</summary>
    public (DialAnswer? Answer, bool IsFull) Open(ReadOnlySpan<byte> body)
    {
        var request = Read(body);
        var identity = run.Identity;
        var key = (identity ?? Nobody).DialKey;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var (nonce, at) = (request.Nonce ?? "", request.At ?? 0);

        // All of it is looked at, whatever is found first.
        var proved = DialProof.Matches(DialProof.OfNode(key, (identity ?? Nobody).AgentId, run.BootId, nonce, at), request.Proof);
        var meant = (request.AgentId == identity?.AgentId) & (request.BootId == run.BootId);
        var fresh = DialProof.IsNonce(nonce) & (Math.Abs((decimal)at - now) <= (decimal)DialProof.MaxSkew.TotalMilliseconds);
        if (!(proved & meant & fresh & (identity is not null)) || !_nonces.TryUse(nonce, at, now))
        {
            LogRefused();
            return (null, false);
        }

        if (sessions.Begin((identity!.AgentId, run.BootId), request.Chat) is not { } session)
        {
            LogFull(DialSessions.Most);
            return (null, true);
        }

        LogDialled(request.Chat, request.Ancestors?.Count ?? 0);
        return (new DialAnswer
        {
            AgentId = identity.AgentId,
            BootId = run.BootId,
            Version = AgentRun.Version,
            Session = session,
            Proof = DialProof.OfAgent(key, identity.AgentId, run.BootId, nonce, session),
        }, false);
    }

    private static DialRequest Read(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, DialJson.Default.DialRequest) ?? new DialRequest();
        }
        catch (JsonException)
        {
            return new DialRequest();
        }
    }

    [LoggerMessage(11020, LogLevel.Debug, "A dial was refused: it was not proved, or not in time, or its proof was used before")]
    private partial void LogRefused();

    [LoggerMessage(11021, LogLevel.Warning, "A dial was refused: there are {Most} sessions already")]
    private partial void LogFull(int most);

    [LoggerMessage(11022, LogLevel.Debug, "A node has dialled for chat {Chat}, which has {Ancestors} ancestors")]
    private partial void LogDialled(Guid? chat, int ancestors);
}
