using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text;
using Switchyard.Admin.Client;
using Switchyard.Bench.Contenders;
using Switchyard.Bench.Gateways;
using Switchyard.Bench.Load;
using Switchyard.Bench.Yards;

namespace Switchyard.Bench.Reload;

/// <summary>A node on SQLite of which one thing is changed at a time.</summary>
internal sealed class ReloadNode : IAsyncDisposable
{
    private const string Seconds = "switchyard_config_apply_seconds_sum";
    private const string Applied = "switchyard_config_apply_seconds_count";
    private const string Allocated = "dotnet_gc_heap_total_allocated_total";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly ConcurrentQueue<(long Revision, long At)> _inForce = new();
    private readonly BenchNode _node;
    private string _secret = "";

    private ReloadNode(BenchNode node)
    {
        (_node, Client) = (node, SwitchyardClient.Connect(node.ControlPlane, BenchNode.Token));
        _node.InForce = (revision, at) => _inForce.Enqueue((revision, at));
    }

    public SwitchyardClient Client { get; }

    public static async Task<ReloadNode> StartAsync(string folder, string database, CancellationToken cancellationToken)
    {
        var node = new BenchNode(0, database, folder, ["--egress-allow", "127.0.0.0/8,::1"]);
        try
        {
            await node.StartAsync(cancellationToken);
            var started = new ReloadNode(node);
            started._secret = await YardAccess.KeyAsync(started.Client, cancellationToken);
            return started;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>Asks a provider once and reads its answer.</summary>
    public async Task AskAsync(string provider, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = _node.DataPlane };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _secret);
        using var content = new StringContent(DocumentUpstream.Request, Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri($"/{provider}{Ready.ChatPath}", UriKind.Relative), content, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (text != DocumentUpstream.Answer)
        {
            throw new InvalidOperationException($"{provider} answered {(int)answer.StatusCode}: {text}");
        }
    }

    /// <summary>Makes changes one after the other, each when the last is in force, and says what one costs on average beside what the node does anyway.</summary>
    public async Task<ReloadCost> ChangeAsync(int count, Func<int, Task<long>> change, CancellationToken cancellationToken)
    {
        var (before, used, began) = (await NodeMetrics.ReadAsync(_node, cancellationToken), _node.ProcessorTime, Clock.Now);
        var times = new List<double>();
        for (var number = 0; number < count; number++)
        {
            var asked = Clock.Now;
            times.Add((await InForceAsync(await change(number), cancellationToken) - asked) / 1e6);
        }

        var lasted = TimeSpan.FromMicroseconds((Clock.Now - began) / 1000.0);
        var (processor, after) = (_node.ProcessorTime - used, await NodeMetrics.ReadAsync(_node, cancellationToken));

        // What it allocates without changes in the same time, and for the same look at its metrics.
        await Task.Delay(lasted, TimeProvider.System, cancellationToken);
        var idle = await NodeMetrics.ReadAsync(_node, cancellationToken);
        return new ReloadCost(
            times,
            1000 * (after[Seconds] - before[Seconds]) / Math.Max(1, after[Applied] - before[Applied]),
            (after[Allocated] - before[Allocated] - (idle[Allocated] - after[Allocated])) / count / (1 << 20),
            processor.TotalMilliseconds / count);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _node.DisposeAsync();
    }

    private async Task<long> InForceAsync(long revision, CancellationToken cancellationToken)
    {
        for (var until = Clock.Now + (long)Patience.TotalNanoseconds; ;)
        {
            if (_inForce.FirstOrDefault(entry => entry.Revision >= revision) is { At: > 0 } seen)
            {
                return seen.At;
            }

            if (Clock.Now > until)
            {
                throw new InvalidOperationException($"Revision {revision} is not in force after {Patience.TotalSeconds} s.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken);
        }
    }
}
