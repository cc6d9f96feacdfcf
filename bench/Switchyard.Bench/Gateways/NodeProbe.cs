using System.Globalization;
using Switchyard.Bench.Load;

namespace Switchyard.Bench.Gateways;

/// <summary>
/// Watches which revision a node's requests run, one request after the other on one connection: every answer of the data plane says it. What it finds is late by up to the time of one such
/// request, which is in every figure of nodes.
/// </summary>
internal sealed class NodeProbe : IAsyncDisposable
{
    private readonly HttpClient _client;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _running;

    public NodeProbe(BenchNode node, Action<long, long> seen)
    {
        _client = new HttpClient { BaseAddress = node.DataPlane };
        _running = RunAsync(seen);
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _client.Dispose();
        _ending.Dispose();
    }

    private async Task RunAsync(Action<long, long> seen)
    {
        for (var last = -1L; !_ending.IsCancellationRequested;)
        {
            try
            {
                using var answer = await _client.GetAsync(new Uri("/v1/models", UriKind.Relative), _ending.Token);
                var revision = answer.Headers.TryGetValues("X-Switchyard-Revision", out var values) ? long.Parse(values.First(), CultureInfo.InvariantCulture) : -1;
                if (revision > last)
                {
                    last = revision;
                    seen(revision, Clock.Now);
                }
            }
            catch (Exception end) when (end is OperationCanceledException or HttpRequestException)
            {
                if (_ending.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
