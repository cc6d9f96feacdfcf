namespace Switchyard.Admin.Client.Paging;

/// <summary>Which part of a tail is wanted.</summary>
public sealed record TailQuery
{
    /// <summary><see cref="After"/> of a reader that wants nothing that is there already.</summary>
    public const string Now = "now";

    /// <summary><see cref="TailPage{T}.Next"/> of the part before, or <see cref="Now"/>; null: from the beginning.</summary>
    public string? After { get; init; }

    /// <summary>Most rows, 1 to 1000; null: 100.</summary>
    public int? Limit { get; init; }

    /// <summary>How long to wait for the first row, at most 60 s; null: not at all.</summary>
    public TimeSpan? Wait { get; init; }

    internal (string, string?)[] Parameters =>
    [
        ("after", After),
        ("limit", Http.ApiPaths.Limit(Limit)),
        ("wait", Wait is { } wait ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(long)wait.TotalMilliseconds}ms") : null),
    ];
}
