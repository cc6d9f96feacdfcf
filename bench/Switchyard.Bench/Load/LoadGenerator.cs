using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Switchyard.Bench.Load;

/// <summary>
/// Sends requests and checks every answer. Closed loop: each of N clients sends its next request when the last is answered. Open loop: requests start
/// by the clock, and a late start counts as waiting, so that a stalled server is not flattered (coordinated omission).
/// </summary>
internal sealed class LoadGenerator(LoadOptions options) : IDisposable
{
    private const int KeptFailures = 5;
    private const long TimerGrain = 2_000_000;
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly HttpMessageInvoker _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            MaxConnectionsPerServer = int.MaxValue,
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
        },
        disposeHandler: true);

    public async Task<LoadResult> RunAsync(CancellationToken cancellationToken)
    {
        var begin = Clock.Now;
        var from = begin + (long)options.Warmup.TotalNanoseconds;
        var until = from + (long)options.Duration.TotalNanoseconds;
        var tallies = options.Rate > 0
            ? await OpenLoopAsync(begin, from, until, cancellationToken)
            : await Task.WhenAll(Enumerable.Range(0, options.Connections).Select(_ => Task.Run(() => ClosedLoopAsync(from, until, cancellationToken), cancellationToken)));
        return Sum(tallies);
    }

    public void Dispose() => _client.Dispose();

    private async Task<Tally> ClosedLoopAsync(long from, long until, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        long start;
        while ((start = Clock.Now) < until)
        {
            // What began before the measured time or ends after it belongs to neither rate nor latency; a failure always counts.
            await SendAsync(start, tally, end => start >= from && end <= until, cancellationToken);
        }

        return tally;
    }

    private async Task<Tally[]> OpenLoopAsync(long begin, long from, long until, CancellationToken cancellationToken)
    {
        // One tally for each place: a request takes it and puts it back, so a long run costs no more memory than its samples.
        var places = Channel.CreateUnbounded<Tally>();
        var running = new List<Task>();
        for (var place = 0; place < options.Connections; place++)
        {
            places.Writer.TryWrite(new Tally());
        }

        var interval = 1e9 / options.Rate;
        for (var number = 0L; ; number++)
        {
            var due = begin + (long)(number * interval);
            if (due >= until)
            {
                break;
            }

            while (Clock.Now < due)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
            }

            var tally = await places.Reader.ReadAsync(cancellationToken);
            running.Add(OneAsync(due, due >= from, tally, places.Writer, cancellationToken));
            if (running.Count > 4 * options.Connections)
            {
                running.RemoveAll(static task => task.IsCompletedSuccessfully);
            }
        }

        await Task.WhenAll(running);
        places.Writer.Complete();
        return await places.Reader.ReadAllAsync(cancellationToken).ToArrayAsync(cancellationToken);
    }

    private async Task OneAsync(long due, bool counts, Tally tally, ChannelWriter<Tally> places, CancellationToken cancellationToken)
    {
        try
        {
            // The timer's own grain is not the server's fault; being later than that is.
            var now = Clock.Now;
            await SendAsync(now - due < TimerGrain ? now : due, tally, _ => counts, cancellationToken);
        }
        finally
        {
            places.TryWrite(tally);
        }
    }

    private async Task SendAsync(long start, Tally tally, Func<long, bool> counts, CancellationToken cancellationToken)
    {
        using var leaving = options.LeaveWithin > TimeSpan.Zero ? CancellationTokenSource.CreateLinkedTokenSource(cancellationToken) : null;
        leaving?.CancelAfter(options.LeaveWithin * Random.Shared.NextDouble());
        var ending = leaving?.Token ?? cancellationToken;
        try
        {
            using var request = MakeRequest();
            using var response = await _client.SendAsync(request, ending);
            if (!response.IsSuccessStatusCode)
            {
                await FailAsync(tally, response, ending);
                return;
            }

            var stream = await response.Content.ReadAsStreamAsync(ending);
            var wrong = options.Check.Bytes is { } bytes
                ? await ReadBytesAsync(stream, bytes, ending)
                : options.Streams ? await ReadEventsAsync(stream, start, tally, counts, ending) : await ReadDocumentAsync(stream, ending);
            var end = Clock.Now;
            if (wrong is not null)
            {
                Fail(tally, wrong);
            }
            else if (counts(end))
            {
                tally.Completed++;
                tally.Latency.Add(end - start);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException or JsonException)
        {
            Fail(tally, error.GetType().Name + ": " + error.Message);
        }
        catch (OperationCanceledException) when (leaving?.IsCancellationRequested == true && !cancellationToken.IsCancellationRequested)
        {
            tally.Left++;
        }
    }

    /// <summary>Compares an answer with what it must be, as it arrives.</summary>
    private static async Task<string?> ReadBytesAsync(Stream stream, byte[] expected, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(8 * 1024);
        try
        {
            for (var at = 0; ;)
            {
                var read = await stream.ReadAsync(buffer, cancellationToken);
                if (read == 0)
                {
                    return at == expected.Length ? null : $"the answer ended after {at} of {expected.Length} bytes";
                }

                if (at + read > expected.Length || !buffer.AsSpan(0, read).SequenceEqual(expected.AsSpan(at, read)))
                {
                    return $"the answer was altered after byte {at}: {Encoding.UTF8.GetString(buffer, 0, Math.Min(read, 200))}";
                }

                at += read;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<string?> ReadEventsAsync(Stream stream, long start, Tally tally, Func<long, bool> counts, CancellationToken cancellationToken)
    {
        var reader = new EventReader();
        var first = true;
        await reader.ReadAsync(
            stream,
            (arrived, stamp) =>
            {
                if (counts(arrived))
                {
                    if (first)
                    {
                        tally.FirstEvent.Add(arrived - start);
                    }

                    if (stamp is { } sent)
                    {
                        tally.EventDelay.Add(arrived - sent);
                    }
                }

                first = false;
            },
            cancellationToken);
        return !reader.SawDone ? "the stream had no [DONE]" : options.Check.Text is { } text && text != reader.Text ? "the stream's text was altered" : null;
    }

    private async Task<string?> ReadDocumentAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (options.Check.Text is not { } text)
        {
            await stream.CopyToAsync(Stream.Null, cancellationToken);
            return null;
        }

        using var document = await JsonDocument.ParseAsync(stream, cancellationToken: cancellationToken);
        return document.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").ValueEquals(text) ? null : "the answer's text was altered";
    }

    private HttpRequestMessage MakeRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, options.Url)
        {
            Content = new ByteArrayContent(options.Body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Version = HttpVersion.Version11,
        };
        foreach (var (name, value) in options.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private async Task FailAsync(Tally tally, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        Fail(tally, $"status {(int)response.StatusCode}: {body[..Math.Min(body.Length, 200)]}");
    }

    private void Fail(Tally tally, string failure)
    {
        tally.Failed++;
        if (_failures.Count < KeptFailures)
        {
            _failures.Enqueue(failure);
        }
    }

    private LoadResult Sum(Tally[] tallies)
    {
        var sum = new Tally();
        foreach (var tally in tallies)
        {
            sum.Completed += tally.Completed;
            sum.Failed += tally.Failed;
            sum.Left += tally.Left;
            sum.Latency.AddAll(tally.Latency);
            sum.FirstEvent.AddAll(tally.FirstEvent);
            sum.EventDelay.AddAll(tally.EventDelay);
        }

        return new LoadResult
        {
            Completed = sum.Completed,
            Failed = sum.Failed,
            Left = sum.Left,
            Failures = [.. _failures],
            RequestsPerSecond = sum.Completed / options.Duration.TotalSeconds,
            Latency = sum.Latency.ToPercentiles(),
            FirstEvent = sum.FirstEvent.ToPercentiles(),
            EventDelay = sum.EventDelay.ToPercentiles(),
        };
    }

    private sealed class Tally
    {
        public int Completed { get; set; }

        public int Failed { get; set; }

        public int Left { get; set; }

        public Samples Latency { get; } = new();

        public Samples FirstEvent { get; } = new();

        public Samples EventDelay { get; } = new();
    }
}
