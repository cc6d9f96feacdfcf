namespace Switchyard.Model.Modules;

/// <summary>Which intercepted requests a module sees: those that fit every list that is not empty. Lists are sorted and without doubles.</summary>
public sealed record ModulePlacement
{
    /// <summary>Names of the client-side formats, as <see cref="Formats"/> and records of interceptions have them.</summary>
    public static IReadOnlyList<string> FormatNames { get; } = ["chat_completions", "messages", "responses"];

    /// <summary>All of them.</summary>
    public static ModulePlacement Everything { get; } = new();

    /// <summary>Names of providers; empty for every one.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Aliases the client sends as <c>model</c>; empty for every request, with an alias or without.</summary>
    public IReadOnlyList<string> Routes { get; init; } = [];

    /// <summary>Formats, of <see cref="FormatNames"/>; empty for every one.</summary>
    public IReadOnlyList<string> Formats { get; init; } = [];

    /// <summary>Whether requests of <paramref name="format"/> by <paramref name="route"/> (null without an alias) may be meant, whatever their provider.</summary>
    public bool Fits(string? route, string format) =>
        (Routes.Count == 0 || (route is not null && Routes.Contains(route, StringComparer.Ordinal))) && (Formats.Count == 0 || Formats.Contains(format, StringComparer.Ordinal));

    /// <summary>Whether requests to <paramref name="provider"/> may be meant.</summary>
    public bool FitsProvider(string provider) => Providers.Count == 0 || Providers.Contains(provider, StringComparer.Ordinal);

    /// <inheritdoc />
    public bool Equals(ModulePlacement? other) =>
        other is not null && Same(Providers, other.Providers) && Same(Routes, other.Routes) && Same(Formats, other.Formats);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Providers.Count, Routes.Count, Formats.Count);

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> two) => one.SequenceEqual(two, StringComparer.Ordinal);
}
