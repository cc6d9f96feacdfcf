using Switchyard.Hub.Streams;
using Switchyard.Storage.Agents;
using Switchyard.Storage.Audit;
using Switchyard.Storage.Hub;
using Switchyard.Storage.Sql;

namespace Switchyard.Hub.Changes;

/// <summary>Tells what a transaction has gathered (<see cref="Notices"/>), last in it: events, audit rows and signals, stream after stream in the ordinal order of their names.</summary>
public sealed class NoticeTeller(HubPublisher publisher, TimeProvider time)
{
    /// <summary>Tells <paramref name="notices"/>. Nothing is to be written afterwards, except by a <see cref="ChangeRecorder"/>, which comes next where <paramref name="isFollowed"/> says so.</summary>
    /// <returns>The version of the stream of chats after it; 0 when there was nothing to tell of chats.</returns>
    public async Task<long> TellAsync(SqlSession session, Notices notices, bool isFollowed, CancellationToken cancellationToken)
    {
        if (notices.OfAgents.Count > 0)
        {
            var last = await publisher.PublishAsync(session, HubStreams.Agents, [.. notices.OfAgents.Select(notice => notice.Event)], cancellationToken);
            foreach (var (index, notice) in notices.OfAgents.Index())
            {
                if (notice.AgentId is { } agent)
                {
                    // The agents are this transaction's already.
                    await AgentTable.MarkAsync(session, agent, last - notices.OfAgents.Count + 1 + index, cancellationToken);
                }
            }
        }

        if (notices.Audit.Count > 0)
        {
            await AuditTable.AppendAsync(session, [.. notices.Audit], time.GetUtcNow(), cancellationToken);
        }
        else if (isFollowed && (notices.HasCancels || notices.OfChats.Count > 0))
        {
            // The recorder takes this one before those that come now; so does everybody else.
            await StreamTable.LockAsync(session, HubStreams.Audit, cancellationToken);
        }

        if (notices.HasCancels)
        {
            await session.SignalAsync(HubStreams.ChatCancels, await StreamTable.BumpAsync(session, HubStreams.ChatCancels, cancellationToken), cancellationToken);
        }

        return notices.OfChats.Count > 0 ? await publisher.PublishAsync(session, HubStreams.Chats, notices.OfChats, cancellationToken) : 0;
    }
}
