using System.Text.RegularExpressions;

namespace Switchyard.Model.Modules;

/// <summary>The rules of modules that are not of one type.</summary>
public static partial class ModuleRules
{
    /// <summary>Longest name of a module.</summary>
    public const int MaxNameLength = 63;

    /// <summary>Longest name of a type.</summary>
    public const int MaxTypeLength = 64;

    /// <summary>Null when <paramref name="name"/> may name a module, else what is wrong with it.</summary>
    public static string? NameFault(string name) =>
        name.Length is 0 or > MaxNameLength ? $"A name has 1 to {MaxNameLength} characters."
        : NamePattern().IsMatch(name) ? null : "A name consists of lower-case letters and digits in groups joined by single hyphens.";

    /// <summary>The requirements that <paramref name="modules"/>, taken together, do not meet.</summary>
    public static IEnumerable<(ModuleConfig Module, string Type)> UnmetRequirements(IReadOnlyList<ModuleConfig> modules)
    {
        var present = modules.Where(static module => module.Enabled).Select(static module => module.Type).ToHashSet(StringComparer.Ordinal);
        return from module in modules
               where module.Enabled
               from type in module.Requires
               where !present.Contains(type)
               select (module, type);
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamePattern();
}
