using Switchyard.Hub.Chats;
using Switchyard.Model.Chats;
using Switchyard.Storage.Chats;
using Switchyard.Storage.Sql;

namespace Switchyard.Agents.Turns;

/// <summary>
/// Writes what is said in a turn, each message under the turn's fence: a node that lost the turn writes nothing. With the database away it tries again for as long as the lease may hold.
/// </summary>
internal sealed class TurnWriter(ChatTurns turns, TurnFence fence, int firstPosition, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private const int Attempts = 20;

    private int _position = firstPosition - 1;
    private volatile bool _abandoned;

    /// <summary>The turn is lost: nothing more is tried.</summary>
    public void Abandon() => _abandoned = true;

    /// <summary>A place for a message, in the order in which places are asked for.</summary>
    public (Guid Id, int Position) Place() => (Guid.CreateVersion7(time.GetUtcNow()), Interlocked.Increment(ref _position));

    /// <summary>Writes a message, or over what was written at its place.</summary>
    /// <exception cref="TurnLostException">The turn is not this node's any more.</exception>
    public async Task WriteAsync((Guid Id, int Position) place, string role, MessageContent content, bool isWhole)
    {
        var message = new ChatMessage
        {
            Id = place.Id,
            Turn = fence.Turn,
            Position = place.Position,
            Role = role,
            Json = content.ToJson(),
            IsComplete = isWhole,
            CreatedAt = time.GetUtcNow(),
        };
        if (!await TryAsync(() => turns.AppendAsync(fence, [message], CancellationToken.None)))
        {
            throw new TurnLostException();
        }
    }

    /// <summary>Ends the turn. False when it was not this node's any more, or the database stayed away for too long.</summary>
    public Task<bool> EndAsync(TurnState state) => TryAsync(() => turns.EndAsync(fence, state, [], CancellationToken.None));

    private async Task<bool> TryAsync(Func<Task<bool>> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await write();
            }
            catch (Exception away) when (away is DatabaseUnavailableException or DatabaseBusyException)
            {
                if (attempt == Attempts || _abandoned)
                {
                    return false;
                }

                await Task.Delay(Pause, time, CancellationToken.None);
            }
        }
    }
}
