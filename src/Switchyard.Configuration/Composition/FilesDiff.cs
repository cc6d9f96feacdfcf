using System.Text;
using System.Text.Json;
using Switchyard.Configuration.Sources.File.Parts;
using Switchyard.Model.Bundles;
using Switchyard.Model.Providers;

namespace Switchyard.Configuration.Composition;

/// <summary>Tells in a few words how two contents of the configuration files differ, by names only: <c>providers: +a ~b -c; server</c>.</summary>
internal static class FilesDiff
{
    private const int MaxLength = 300;

    public static string Summarize(FilePart before, FilePart after)
    {
        var parts = new List<string>();
        Add(parts, "providers", before.Providers, after.Providers, Same);
        Add(parts, "routes", before.Routes, after.Routes, (one, two) => one.Equals(two));
        Add(parts, "bundles", before.Bundles, after.Bundles, Same);
        Add(parts, "limits", before.Limits, after.Limits, (one, two) => one.Equals(two));
        Add(parts, "prices", before.Prices, after.Prices, SameJson);
        Add(parts, "detection", before.Clients, after.Clients, SameJson);
        Add(parts, "server", before.Server, after.Server);
        Add(parts, "access", before.Access, after.Access);
        Add(parts, "recording", before.Recording, after.Recording);
        Add(parts, "telemetry", before.MaxModelLabels, after.MaxModelLabels);
        var text = parts.Count == 0 ? "order only" : string.Join("; ", parts);
        return text.Length <= MaxLength ? text : $"{text[..(MaxLength - 1)]}…";
    }

    private static void Add<T>(List<string> parts, string section, IReadOnlyList<NamedObject<T>> before, IReadOnlyList<NamedObject<T>> after, Func<T, T, bool> same)
        where T : class
    {
        var old = before.ToDictionary(item => item.Name, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var item in after)
        {
            if (!old.Remove(item.Name, out var former))
            {
                text.Append(" +").Append(item.Name);
            }
            else if ((item.Value is null) != (former.Value is null) || (item.Value is not null && !same(former.Value!, item.Value)))
            {
                text.Append(" ~").Append(item.Name);
            }
        }

        foreach (var gone in before.Where(item => old.ContainsKey(item.Name)))
        {
            text.Append(" -").Append(gone.Name);
        }

        if (text.Length > 0)
        {
            parts.Add($"{section}:{text}");
        }
    }

    private static void Add<T>(List<string> parts, string section, T before, T after)
    {
        if (!SameJson(before, after))
        {
            parts.Add(section);
        }
    }

    private static bool Same(ProviderConfig one, ProviderConfig two) => ModelHash.Of(one).AsSpan().SequenceEqual(ModelHash.Of(two));

    private static bool Same(BundleConfig one, BundleConfig two) => ModelHash.Of(one).AsSpan().SequenceEqual(ModelHash.Of(two));

    private static bool SameJson<T>(T one, T two) => JsonSerializer.Serialize(one) == JsonSerializer.Serialize(two);
}
