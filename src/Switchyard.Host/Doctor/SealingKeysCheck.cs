using Switchyard.Host.Serving;
using Switchyard.Storage.Secrets;

namespace Switchyard.Host.Doctor;

/// <summary>The keys that seal secrets: whether they are keys, and whether others can read them. What they open is told by the check of the database.</summary>
internal static class SealingKeysCheck
{
    private const string Check = "sealing keys";

    public static Finding Run(ServeOptions options)
    {
        var keyFile = Path.Combine(Path.GetFullPath(options.DataDirectory), NodeStorage.KeyFile);
        if (options.SecretKeys is null && !File.Exists(keyFile))
        {
            return options.UsesPostgres
                ? new Finding(Check, FindingState.Warning, "There is no key yet, and a node would make one of its own that no other node has.", "Set SWITCHYARD_SECRET_KEYS, the same for all nodes: openssl rand -base64 32")
                : new Finding(Check, FindingState.Warning, "There is no key yet.", "The first 'switchyard serve' makes a key file, unless SWITCHYARD_SECRET_KEYS is set.");
        }

        try
        {
            // The file is there: nothing is made.
            var ring = options.SecretKeys is { } keys ? SecretKeyRing.Parse(keys.Reveal()) : SecretKeyRing.LoadOrCreateFile(keyFile);
            return options.SecretKeys is null
                ? new Finding(Check, FindingState.Warning, $"Secrets are sealed with {keyFile}.", "Back it up apart from the database, or use SWITCHYARD_SECRET_KEYS.")
                : new Finding(Check, FindingState.Ok, $"{ring.KeyIds.Count} key(s); {ring.SealingKeyId} seals.");
        }
        catch (SecretKeyException wrong)
        {
            return new Finding(Check, FindingState.Failed, wrong.Message, "A key is 32 bytes in base64: openssl rand -base64 32. Values that were sealed already need the key they were sealed with.");
        }
    }
}
