using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Switchyard.Faults.Ledger;
using Switchyard.Faults.Pacing;
using Switchyard.Faults.Yards;

namespace Switchyard.Faults.Workload;

/// <summary>Looks at one node again and again: what it runs, and what it says that all nodes and gateways serve. A read that fails is no fact.</summary>
internal sealed class Reader : IDisposable
{
    private const int ReadsPerReport = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly RigRun _run;
    private readonly Member _node;
    private readonly HttpClient _http = new() { Timeout = Patience };

    public Reader(RigRun run, Member node)
    {
        (_run, _node) = (run, node);
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", RigYard.AdminToken);
    }

    private string Name => "reader of " + _node.Name;

    /// <summary>Looks until <paramref name="stop"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        for (var read = 0; await Pace.GoesOnAsync(Pause, stop); read++)
        {
            if (!_node.IsRunning)
            {
                continue;
            }

            await ReadAsync(isFinal: false, CancellationToken.None);
            if (read % ReadsPerReport == 0)
            {
                await ReportAsync();
            }
        }
    }

    /// <summary>Looks once; returns the revision that the node runs, or null when it does not answer.</summary>
    public async Task<long?> ReadAsync(bool isFinal, CancellationToken cancellationToken)
    {
        var asked = _run.Book.Now;
        if (await GetAsync("/api/v1/config", cancellationToken) is not { } page || page.GetProperty("revision").ValueKind != JsonValueKind.Number)
        {
            return null;
        }

        var (epoch, revision, hash, providers) = ConfigurationPage.Read(page, _run.Name + "-");
        _run.Book.Append(new ConfigurationSeen(_run.Book.Now, Name, _node.Name, asked, epoch, revision, hash, providers, isFinal));
        return revision;
    }

    public void Dispose() => _http.Dispose();

    private async Task ReportAsync()
    {
        if (await GetAsync("/api/v1/rollout", CancellationToken.None) is not { } rollout)
        {
            return;
        }

        var now = _run.Book.Now;
        foreach (var member in rollout.GetProperty("nodes").EnumerateArray().Concat(rollout.GetProperty("gateways").EnumerateArray()))
        {
            _run.Book.Append(new AppliedReported(now, Name, member.GetProperty("name").GetString()!, member.GetProperty("revision").GetInt64()));
        }
    }

    private async Task<JsonElement?> GetAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(_run.Doors.Reads(_node), path), cancellationToken);
            return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<JsonElement>(cancellationToken) : null;
        }
        catch (Exception away) when (away is HttpRequestException or IOException or JsonException || (away is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
