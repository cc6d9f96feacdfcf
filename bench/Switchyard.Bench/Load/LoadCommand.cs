using System.Text.Json;

namespace Switchyard.Bench.Load;

/// <summary><c>load</c>: one run, its result as JSON on standard output. Exit code 1 when an answer was wrong.</summary>
internal static class LoadCommand
{
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        using var generator = new LoadGenerator(LoadOptions.From(arguments));
        var result = await generator.RunAsync(cancellationToken);
        await Console.Out.WriteLineAsync(JsonSerializer.Serialize(result, Results.ResultFile.Json));
        return result.Failed == 0 ? 0 : 1;
    }
}
