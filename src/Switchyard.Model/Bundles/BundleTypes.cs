namespace Switchyard.Model.Bundles;

/// <summary>The wire names of <see cref="BundleType"/>.</summary>
public static class BundleTypes
{
    /// <summary>Another name of <see cref="BundleType.Stdio"/>; it is read, never written.</summary>
    public const string Process = "process";

    /// <summary>The wire names of the types that can be defined, in the order in which they are offered to people.</summary>
    public static IReadOnlyList<string> Names { get; } = ["stdio", Process, "mcpb", "http", "sse"];

    /// <summary>The wire name of <paramref name="type"/>.</summary>
    public static string NameOf(BundleType type) => type switch
    {
        BundleType.Stdio => "stdio",
        BundleType.Mcpb => "mcpb",
        BundleType.Http => "http",
        BundleType.Sse => "sse",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Unknown bundle type."),
    };

    /// <summary>Finds the type with the exact wire name <paramref name="name"/>.</summary>
    public static bool TryParse(string? name, out BundleType type)
    {
        foreach (var candidate in Enum.GetValues<BundleType>())
        {
            if (NameOf(candidate) == name)
            {
                type = candidate;
                return true;
            }
        }

        type = BundleType.Stdio;
        return name == Process;
    }
}
