using System.Threading.Channels;
using Switchyard.Admin.Client.Events;
using Switchyard.Console.SignIn;

namespace Switchyard.Console.Feed;

/// <summary>One listener of <see cref="YardFeed"/>. It holds a bounded number of events; one that falls behind is told to read anew instead, so a slow page costs the others nothing.</summary>
internal sealed class FeedListener(YardFeed feed, ConsoleSession session) : IDisposable
{
    /// <summary>Most events that wait for a listener.</summary>
    public const int MostEvents = 64;

    private readonly Lock _gate = new();
    private readonly List<HubEvent> _events = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private bool _everything;

    /// <summary>Who listens; the feed is read with the right of one of them.</summary>
    public ConsoleSession Session => session;

    /// <summary>Waits for the next notice.</summary>
    public async Task<FeedNotice> NextAsync(CancellationToken cancellationToken)
    {
        await _wake.Reader.ReadAsync(cancellationToken);
        lock (_gate)
        {
            var notice = new FeedNotice([.. _events], _everything);
            _events.Clear();
            _everything = false;
            return notice;
        }
    }

    /// <summary>Tells it of an event; null: of everything.</summary>
    public void Offer(HubEvent? happened)
    {
        lock (_gate)
        {
            if (happened is null || _events.Count == MostEvents)
            {
                _events.Clear();
                _everything = true;
            }
            else if (!_everything)
            {
                _events.Add(happened);
            }
        }

        _wake.Writer.TryWrite(true);
    }

    /// <inheritdoc />
    public void Dispose() => feed.Leave(this);
}
