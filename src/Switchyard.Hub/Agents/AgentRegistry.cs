using System.Net;
using System.Security.Cryptography;
using Switchyard.Hub.Changes;
using Switchyard.Hub.Streams;
using Switchyard.Model.Agents;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Builds;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Secrets;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Agents;

/// <summary>
/// Registers agents. The same process that says the same again gives a sign of life, which costs one read; a new process, or another address, is a change: it is written under the lock of the workspace's head, so that
/// no agent comes into a build which is retired at the same moment.
/// </summary>
public sealed class AgentRegistry(Database database, SecretSealer sealer, NoticeTeller teller, AgentHeartbeats heartbeats, TimeProvider time)
{
    /// <summary>Most agents of a build, those that were retired included.</summary>
    public const int MaxAgents = 100;

    /// <summary>Most new processes that register with one token at one node within a minute.</summary>
    public const int MaxProcesses = 60;

    private const int KeyBytes = 32;

    private readonly ProcessRate _rate = new(time);

    /// <summary>Registers an agent that the door has let in.</summary>
    /// <param name="pass">What the door gave it.</param>
    /// <param name="registration">What it says of itself.</param>
    /// <param name="from">Where the request comes from.</param>
    /// <param name="cancellationToken">Gives up; then nothing was written.</param>
    public async Task<AgentAnswer> RegisterAsync(AgentPassRow pass, AgentRegistration registration, IPAddress from, CancellationToken cancellationToken)
    {
        var known = await database.ReadAsync((session, token) => AgentTable.FindAsync(session, pass.BuildId, registration.Name, token), cancellationToken);
        if (known is not null && IsSame(known, registration, pass, from) && OpenKey(known) is { } key)
        {
            heartbeats.Beat(known.Id);
            return new AgentAnswer(new RegisteredAgent(known.Id, known.WorkspaceId, known.BuildId, key, IsNew: false));
        }

        return _rate.TryCount(pass.TokenId, MaxProcesses, out var wait)
            ? await database.WriteAsync((session, token) => RegisterAsync(session, pass.TokenId, registration, from, token), cancellationToken)
            : AgentAnswer.Refused(AgentRefusal.TooManyProcesses, wait);
    }

    /// <summary>
    /// Revokes a token in the caller's transaction: the agents that came with it are retired and cut, and the chats of the latest build that had one of them are bound to another. False when the workspace has no such
    /// token, or it is revoked already. The caller tells the notices.
    /// </summary>
    public static async Task<bool> RevokeAsync(SqlSession session, Notices notices, Guid workspaceId, Guid tokenId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var head = await WorkspaceHeadTable.LockAsync(session, workspaceId, cancellationToken);
        if (!await AgentTokenTable.RevokeAsync(session, workspaceId, tokenId, now, cancellationToken))
        {
            return false;
        }

        var retired = await AgentTable.RetireTokenAsync(session, workspaceId, tokenId, RetiredReasons.Revoked, now, cancellationToken);
        notices.AddRetired(retired);
        if (retired.Any(agent => agent.BuildId == head.LatestBuildId))
        {
            notices.Add(await ChatBindingTable.RepairAsync(session, workspaceId, head.LatestBuildId, now, cancellationToken));
        }

        return true;
    }

    /// <summary>
    /// Names an agent that is to come with a new token, in the caller's transaction, unless the build has one of that name already: it is shown as connecting until it registers, or too late. The caller tells the notices.
    /// False when the build has as many agents as it may have.
    /// </summary>
    public static async Task<bool> ExpectAsync(SqlSession session, Notices notices, AgentTokenRow token, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await WorkspaceHeadTable.LockAsync(session, token.WorkspaceId, cancellationToken);
        var agents = await AgentTable.ListAsync(session, token.BuildId, cancellationToken);
        if (agents.Any(agent => agent.Name == token.Name))
        {
            return true;
        }

        if (agents.Count >= MaxAgents)
        {
            return false;
        }

        var row = new AgentRow
        {
            Id = Guid.CreateVersion7(now), WorkspaceId = token.WorkspaceId, BuildId = token.BuildId, Name = token.Name, Startup = AgentStates.NameOf(AgentStartup.Starting), TokenId = token.Id, CreatedAt = now,
        };
        await AgentTable.InsertAsync(session, row, cancellationToken);
        notices.Add(row, HubAction.Create);
        return true;
    }

    private async Task<AgentAnswer> RegisterAsync(SqlSession session, Guid tokenId, AgentRegistration registration, IPAddress from, CancellationToken cancellationToken)
    {
        // What the door read may be old by now; under the lock it stays as it is.
        if (await AgentTokenTable.FindAsync(session, tokenId, cancellationToken) is not { } found)
        {
            return AgentAnswer.Refused(AgentRefusal.Unauthorized);
        }

        var head = await WorkspaceHeadTable.LockAsync(session, found.WorkspaceId, cancellationToken);
        if (await AgentTokenTable.FindPassAsync(session, tokenId, cancellationToken) is not { Ended: false } pass)
        {
            return AgentAnswer.Refused(AgentRefusal.Unauthorized);
        }

        if (AgentDoor.Refusal(pass) is { } refusal)
        {
            return AgentAnswer.Refused(refusal);
        }

        var (now, notices) = (Milliseconds(time.GetUtcNow()), new Notices());
        var agents = await AgentTable.ListAsync(session, pass.BuildId, cancellationToken);
        var known = agents.FirstOrDefault(agent => agent.Name == registration.Name);
        if (known is null && agents.Count >= MaxAgents)
        {
            return AgentAnswer.Refused(AgentRefusal.TooManyAgents);
        }

        notices.AddRetired(await AgentTable.RetireExpectedAsync(session, pass.WorkspaceId, pass.TokenId, registration.Name, now, cancellationToken));
        var isNew = known is null || known.BootId != registration.BootId;
        var id = known?.Id ?? Guid.CreateVersion7(now);
        var key = (isNew ? null : OpenKey(known!)) ?? RandomNumberGenerator.GetBytes(KeyBytes);
        var (before, after) = await AgentTable.UpsertAsync(session, RowOf(id, pass, registration, key, from, now), cancellationToken);
        if (isNew)
        {
            await AgentTokenTable.TouchAsync(session, pass.TokenId, now, cancellationToken);
        }

        notices.Add(after, before is null ? HubAction.Create : isNew || before.RetiredAt is not null ? HubAction.Start : HubAction.Update);
        if (head.LatestBuildId == pass.BuildId)
        {
            notices.Add(await ChatBindingTable.RepairAsync(session, pass.WorkspaceId, pass.BuildId, now, cancellationToken));
        }

        await teller.TellAsync(session, notices, isFollowed: false, cancellationToken);
        return new AgentAnswer(new RegisteredAgent(after.Id, after.WorkspaceId, after.BuildId, key, isNew));
    }

    private AgentRow RowOf(Guid id, AgentPassRow pass, AgentRegistration registration, byte[] key, IPAddress from, DateTimeOffset now) => new()
    {
        Id = id,
        WorkspaceId = pass.WorkspaceId,
        BuildId = pass.BuildId,
        Name = registration.Name,
        IsDefault = registration.IsDefault,
        IsExternal = registration.IsExternal,
        BootId = registration.BootId,
        Address = registration.Address,
        SeenFrom = Plain(from),
        AgentVersion = registration.Version,
        Startup = AgentStates.NameOf(registration.Startup),
        DialKey = sealer.Seal(SealedColumns.AgentDialKeys.Table, SealedColumns.AgentDialKeys.Column, id, key.AsSpan()),
        TokenId = pass.TokenId,
        CreatedAt = now,
    };

    private static bool IsSame(AgentRow agent, AgentRegistration registration, AgentPassRow pass, IPAddress from) =>
        agent.RetiredAt is null && agent.BootId == registration.BootId && agent.Address == registration.Address && agent.SeenFrom == Plain(from) && agent.AgentVersion == registration.Version
        && agent.IsDefault == registration.IsDefault && agent.IsExternal == registration.IsExternal && agent.Startup == AgentStates.NameOf(registration.Startup) && agent.TokenId == pass.TokenId;

    /// <summary>The key of an agent; null for one that has none or whose key can not be opened, and then it gets another.</summary>
    private byte[]? OpenKey(AgentRow agent) =>
        agent.DialKey is { } value && sealer.TryOpenBytes(SealedColumns.AgentDialKeys.Table, SealedColumns.AgentDialKeys.Column, agent.Id, value, out var key) ? key : null;

    private static string Plain(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();

    private static DateTimeOffset Milliseconds(DateTimeOffset now) => DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
}
