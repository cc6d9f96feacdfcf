using System.Text.Json;
using Switchyard.Configuration.Nodes;
using Switchyard.Gateway.Exchanges;
using Switchyard.Gateway.Failures;
using Switchyard.Gateway.Recording;
using Switchyard.Gateway.Relay;
using Switchyard.Model.Canaries;

namespace Switchyard.Gateway.Canaries;

/// <summary>
/// Counts what the requests of this node meet while a canary is on trial, for the others to compare. A request counts for the configuration it began with, however long it lasts; requests that began before
/// the canary, and those of strangers, do not count.
/// </summary>
internal sealed class CanaryTally : INodeFacts
{
    private const int TooManyRequests = 429;

    private volatile Counts? _counts;

    /// <summary>A request has ended.</summary>
    public void Count(Exchange exchange, RelayEnd end)
    {
        if (exchange.Snapshot.Source.Canary is not { } mark || exchange.Actor is null)
        {
            return;
        }

        if (Of(exchange.Snapshot.Source.Epoch, mark) is { } counts)
        {
            counts.Add(HasFailed(exchange, end), exchange.FirstByte == 0 ? null : TimeSpan.FromTicks(exchange.FirstByte - exchange.Started));
        }
    }

    /// <inheritdoc />
    public void Write(Utf8JsonWriter report)
    {
        if (_counts is not { } counts)
        {
            return;
        }

        var traffic = counts.Traffic;
        CanaryTrafficJson.Write(report, counts.Mark, traffic);
    }

    /// <summary>What was counted for <paramref name="mark"/>.</summary>
    public CanaryTraffic TrafficOf(CanaryMark mark) => _counts is { } counts && counts.Mark == mark ? counts.Traffic : CanaryTraffic.None;

    private static bool HasFailed(Exchange exchange, RelayEnd end)
    {
        if (end.Status == InterceptionStatus.Cancelled)
        {
            return false;
        }

        if (end.Failure is { } own)
        {
            // A limit that refuses does what it is there for.
            return own.Status != TooManyRequests && own.Code != Failure.BudgetExceeded.Code;
        }

        return end.Abort || end.Status == InterceptionStatus.Failed || exchange.Context.Response.StatusCode >= 400;
    }

    private Counts? Of(Guid epoch, CanaryMark mark)
    {
        while (true)
        {
            var counts = _counts;
            if (counts?.Mark == mark && counts.Epoch == epoch)
            {
                return counts;
            }

            if (counts is not null && counts.Epoch == epoch && (counts.Mark.Revision > mark.Revision || (counts.Mark.Revision == mark.Revision && counts.Mark.Runs && !mark.Runs)))
            {
                // Of a canary that is over, or of this one from before it came into force here.
                return null;
            }

            var made = new Counts(epoch, mark);
            if (Interlocked.CompareExchange(ref _counts, made, counts) == counts)
            {
                return made;
            }
        }
    }

    private sealed class Counts(Guid epoch, CanaryMark mark)
    {
        private readonly long[] _latency = new long[LatencyScale.Buckets];
        private long _requests;
        private long _failures;

        public Guid Epoch => epoch;

        public CanaryMark Mark => mark;

        // The parts are read one after the other; a request more or less in one of them changes no comparison.
        public CanaryTraffic Traffic => new(Interlocked.Read(ref _requests), Interlocked.Read(ref _failures), [.. _latency]);

        public void Add(bool failed, TimeSpan? firstByte)
        {
            if (failed)
            {
                Interlocked.Increment(ref _failures);
            }

            if (firstByte is { } time)
            {
                Interlocked.Increment(ref _latency[LatencyScale.BucketOf(time)]);
            }

            Interlocked.Increment(ref _requests);
        }
    }
}
