using System.Text.Json;
using Switchyard.Bench.Processes;

namespace Switchyard.Bench.Results;

/// <summary>Writes results to <c>bench/results/</c>.</summary>
internal static class ResultFile
{
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public static async Task<string> WriteAsync<T>(string suite, T result, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Places.Results);
        var name = $"{suite}-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}.json";
        await File.WriteAllTextAsync(Path.Combine(Places.Results, name), JsonSerializer.Serialize(result, Json), cancellationToken);
        return Path.Combine("bench", "results", name);
    }
}
