using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Rotations;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.ProviderKeys;

/// <summary>Finds the keys that a rotation is about.</summary>
internal static class RotationTarget
{
    /// <summary>The key that goes, null when it is gone already, and the one that replaces it, null when there is none yet. One of them is there.</summary>
    public static (ProviderKey? Old, ProviderKey? Fresh) Find(IReadOnlyList<ProviderKey> keys, RotationOptions options)
    {
        var begun = keys.Select(key => (Key: key, Label: RotationLabel.Read(key.Label))).Where(item => item.Label is not null).Select(item => (item.Key, Label: item.Label!)).ToArray();
        var old = options.Key is { } wanted ? Wanted(keys, begun, wanted, options) : Obvious(keys, begun, options);
        var fresh = begun.Where(item => item.Label.Replaces == old).Select(item => item.Key).ToArray();
        return fresh.Length > 1
            ? throw Unclear($"Several keys are about to replace the key {old:D}; delete all but one.", options)
            : (keys.FirstOrDefault(key => key.Id == old), fresh.FirstOrDefault());
    }

    private static Guid Wanted(IReadOnlyList<ProviderKey> keys, (ProviderKey Key, RotationLabel Label)[] begun, string wanted, RotationOptions options)
    {
        Guid[] found = Guid.TryParseExact(wanted, "D", out var id)
            ? [.. keys.Select(key => key.Id).Concat(begun.Select(item => item.Label.Replaces)).Where(known => known == id).Distinct()]
            : [.. keys.Where(key => key.Label == wanted).Select(key => key.Id).Concat(begun.Where(item => item.Label.Final == wanted).Select(item => item.Label.Replaces)).Distinct()];
        return found.Length switch
        {
            1 => found[0],
            0 => throw new CliException(ExitCodes.NotFound, $"The provider has no key with the id or label '{wanted}'.", See(options)),
            _ => throw Unclear($"Several keys have the label '{wanted}'.", options),
        };
    }

    private static Guid Obvious(IReadOnlyList<ProviderKey> keys, (ProviderKey Key, RotationLabel Label)[] begun, RotationOptions options)
    {
        Guid[] candidates = begun.Length > 0 ? [.. begun.Select(item => item.Label.Replaces).Distinct()] : [.. keys.Where(key => key.Enabled).Select(key => key.Id)];
        return candidates.Length == 1 ? candidates[0] : throw Unclear($"The provider has {candidates.Length} keys that could be meant.", options);
    }

    private static CliException Unclear(string message, RotationOptions options) => new(ExitCodes.Usage, message, $"Name one by its id with --key. {See(options)}");

    private static string See(RotationOptions options) => $"See 'switchyard keys list {options.Provider}'.";
}
