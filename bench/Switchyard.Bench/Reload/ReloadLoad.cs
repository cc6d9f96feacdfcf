namespace Switchyard.Bench.Reload;

/// <summary>How a reload is measured.</summary>
/// <param name="Sizes">Numbers of providers.</param>
/// <param name="Modules">Modules of the configuration of which one is reconfigured; 0 leaves that out.</param>
/// <param name="WarmUpChanges">Changes that are not counted.</param>
/// <param name="Changes">Changes of one provider, one after the other.</param>
/// <param name="Connections">Unchanged providers whose connections are looked at.</param>
internal sealed record ReloadLoad(IReadOnlyList<int> Sizes, int Modules, int WarmUpChanges, int Changes, int Connections)
{
    public static ReloadLoad From(Arguments arguments) => new(
        [.. arguments.Text("sizes", "1,100,1000,10000").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(static size =>
            int.TryParse(size, out var number) && number > 0 ? number : throw new ArgumentException($"--sizes: '{size}' is not a number above 0"))],
        arguments.Number("modules", 10_000),
        arguments.Number("warmup-changes", 10),
        Math.Max(1, arguments.Number("changes", 20)),
        Math.Max(1, arguments.Number("connections", 20)));
}
