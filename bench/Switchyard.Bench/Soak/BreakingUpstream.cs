using System.Net.Http.Json;
using Switchyard.Bench.Yards;

namespace Switchyard.Bench.Soak;

/// <summary>Lets the bystander's upstream break every ten seconds, each time in another way, for requests with the bystander's keys.</summary>
internal sealed class BreakingUpstream(Uri simulator) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    // Most faults are over before a circuit breaker opens; each fourth is long enough that it does.
    private const int Brief = 2;
    private const int Long = 20;
    private const int LongEvery = 4;

    // Not 401: a key that was refused rests until somebody replaces it, and nothing of the rest would be seen.
    private static readonly string[] Faults = ["500", "cut", "429", "reset", "malformed", "503", "end", "error"];

    private readonly HttpClient _client = new() { BaseAddress = simulator };

    /// <summary>How often it broke.</summary>
    public int Times { get; private set; }

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                foreach (var key in new[] { LoadedYard.KeyOf(LoadedYard.Bystander, 1), LoadedYard.KeyOf(LoadedYard.Bystander, 2) })
                {
                    using var answer = await _client.PostAsJsonAsync(
                        new Uri("/_sim/rules", UriKind.Relative), new { key, times = Times % LongEvery == LongEvery - 1 ? Long : Brief, with = new Dictionary<string, string> { ["fault"] = Faults[Times % Faults.Length], ["retry"] = "1" } }, cancellationToken);
                    answer.EnsureSuccessStatusCode();
                }

                Times++;
                await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The load is over.
        }
    }

    public void Dispose() => _client.Dispose();
}
