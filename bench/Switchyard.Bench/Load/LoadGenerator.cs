using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

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
        // Not disposed: requests still running after a cancellation release their place. Without a wait handle there is nothing to free.
        var places = new SemaphoreSlim(options.Connections);
        var running = new List<Task<Tally>>();
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

            await places.WaitAsync(cancellationToken);
            running.Add(OneAsync(due, due >= from, places, cancellationToken));
        }

        return await Task.WhenAll(running);
    }

    private async Task<Tally> OneAsync(long due, bool counts, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        try
        {
            // The timer's own grain is not the server's fault; being later than that is.
            var now = Clock.Now;
            await SendAsync(now - due < TimerGrain ? now : due, tally, _ => counts, cancellationToken);
        }
        finally
        {
            places.Release();
        }

        return tally;
    }

    private async Task SendAsync(long start, Tally tally, Func<long, bool> counts, CancellationToken cancellationToken)
    {
        try
        {
            using var request = MakeRequest();
            using var response = await _client.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                await FailAsync(tally, response, cancellationToken);
                return;
            }

            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            var wrong = options.Streams
                ? await ReadEventsAsync(stream, start, tally, counts, cancellationToken)
                : await ReadDocumentAsync(stream, cancellationToken);
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
            sum.Latency.AddAll(tally.Latency);
            sum.FirstEvent.AddAll(tally.FirstEvent);
            sum.EventDelay.AddAll(tally.EventDelay);
        }

        return new LoadResult
        {
            Completed = sum.Completed,
            Failed = sum.Failed,
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

        public Samples Latency { get; } = new();

        public Samples FirstEvent { get; } = new();

        public Samples EventDelay { get; } = new();
    }
}
