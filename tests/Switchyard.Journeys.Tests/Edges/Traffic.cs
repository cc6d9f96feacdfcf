using System.Collections.Concurrent;
using System.Net;

namespace Switchyard.Journeys.Tests.Edges;

/// <summary>Requests to an edge or a node, one after the other from several clients, until they are told to end. What is not 200 is kept.</summary>
internal sealed class Traffic
{
    private readonly Func<Task<(HttpStatusCode Status, string Text)>> _ask;
    private readonly Task[] _clients;
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly SemaphoreSlim _answered = new(0);
    private volatile bool _ending;
    private long _served;

    private Traffic(Func<Task<(HttpStatusCode Status, string Text)>> ask, int clients)
    {
        _ask = ask;
        _clients = [.. Enumerable.Range(0, clients).Select(_ => RunAsync())];
    }

    public static Traffic Start(RemoteGateway gateway, int clients = 4) => new(
        async () =>
        {
            var (status, _, text) = await gateway.AskAsync();
            return (status, text);
        },
        clients);

    /// <summary>Requests to whatever <paramref name="ask"/> asks.</summary>
    public static Traffic Start(Func<Task<(HttpStatusCode Status, string Text)>> ask, int clients = 4) => new(ask, clients);

    /// <summary>Completes when <paramref name="count"/> more requests have been answered.</summary>
    public async Task ServesAsync(int count)
    {
        for (var i = 0; i < count; i++)
        {
            (await _answered.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken)).ShouldBeTrue("The edge does not answer.");
        }
    }

    /// <summary>Ends and returns how many were served; none may have failed.</summary>
    public async Task<long> EndAsync()
    {
        _ending = true;
        await Task.WhenAll(_clients);
        _failures.ShouldBeEmpty();
        _answered.Dispose();
        return _served;
    }

    private async Task RunAsync()
    {
        while (!_ending)
        {
            try
            {
                var answer = await _ask();
                if (answer.Status == HttpStatusCode.OK)
                {
                    Interlocked.Increment(ref _served);
                }
                else
                {
                    _failures.Enqueue($"{(int)answer.Status} {answer.Text}");
                }
            }
            catch (HttpRequestException failure)
            {
                _failures.Enqueue(failure.Message);
            }

            _answered.Release();
        }
    }
}
