using System.CommandLine;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Providers;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.ProviderKeys;

/// <summary><c>switchyard keys …</c></summary>
internal static class KeyVerbs
{
    private static readonly Argument<string> Provider = new("provider") { Description = "Id or name of the provider." };
    private static readonly Argument<string> Key = new("key") { Description = "Id or label of the key." };
    private static readonly Argument<int> Place = new("position") { Description = "New place in the failover order, 0 first.", CustomParser = NumberInput.Whole<int> };
    private static readonly Option<string?> Label = new("--label") { Description = "What people call the key." };
    private static readonly Option<int?> Position = new("--position") { Description = "Place in the failover order, 0 first; last by default.", CustomParser = NumberInput.OptionalWhole<int> };
    private static readonly Option<FileInfo?> KeyFile = new("--key-file") { Description = "File with the key; otherwise it is read from standard input." };
    private static readonly Option<bool?> Enabled = new("--enabled") { Description = "Whether requests may use the key." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "keys",
        "Manages the upstream keys of a provider.",
        verb.Create("list", "Lists the keys in failover order.", [Provider], ListAsync),
        verb.Create("add", "Adds a key, read from standard input, --key-file or a prompt.", ChangeInput.Options(Provider, Label, Position, KeyFile), AddAsync),
        verb.Create("update", "Changes label or state of a key.", ChangeInput.OptionsWithCut(Provider, Key, Label, Enabled), UpdateAsync),
        verb.Create("move", "Moves a key in the failover order.", ChangeInput.Options(Provider, Key, Place), MoveAsync),
        verb.Create("delete", "Deletes a key and erases its secret.", ChangeInput.OptionsWithCut(Provider, Key), DeleteAsync),
        KeyRotateVerb.Create(verb),
        verb.Create("reset", "Ends the cool-down of a key on every node.", ChangeInput.Options(Provider, Key), ResetAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken) =>
        KeyTable.Print(call, await call.Client.ProviderKeys.ListAsync(call.Get(Provider), cancellationToken));

    private static async Task<int> AddAsync(CliCall call, CancellationToken cancellationToken)
    {
        var secret = await SecretInput.ReadAsync(call.Environment, call.Get(KeyFile), "provider key", cancellationToken);
        var key = new NewProviderKey(secret, call.Get(Label)) { Position = call.Get(Position) };
        var added = await call.Client.ProviderKeys.AddAsync(call.Get(Provider), key, ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, added, $"Key {added.Value?.Masked} added at position {added.Value?.Position}");
    }

    private static async Task<int> UpdateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var patch = new ProviderKeyPatch { Label = call.Get(Label), Enabled = call.Get(Enabled) };
        if (patch == new ProviderKeyPatch())
        {
            throw new CliException(ExitCodes.Usage, "Nothing to change was given.", "Use --label or --enabled.");
        }

        return await PatchAsync(call, patch, "updated", cancellationToken);
    }

    private static Task<int> MoveAsync(CliCall call, CancellationToken cancellationToken) =>
        PatchAsync(call, new ProviderKeyPatch { Position = call.Get(Place) }, $"moved to position {call.Get(Place)}", cancellationToken);

    private static async Task<int> PatchAsync(CliCall call, ProviderKeyPatch patch, string done, CancellationToken cancellationToken)
    {
        var id = await FindAsync(call, cancellationToken);
        var updated = await call.Client.ProviderKeys.UpdateAsync(call.Get(Provider), id, patch, ChangeInput.Read(call, mayCut: patch.Enabled == false), cancellationToken);
        return ChangeInput.Tell(call, updated, $"Key {updated.Value?.Masked} {done}");
    }

    private static async Task<int> DeleteAsync(CliCall call, CancellationToken cancellationToken)
    {
        var id = await FindAsync(call, cancellationToken);
        var deleted = await call.Client.ProviderKeys.DeleteAsync(call.Get(Provider), id, ChangeInput.Read(call, mayCut: true), cancellationToken);
        return ChangeInput.Tell(call, deleted, $"Key {call.Get(Key)} deleted");
    }

    private static async Task<int> ResetAsync(CliCall call, CancellationToken cancellationToken)
    {
        var id = await FindAsync(call, cancellationToken);
        var reset = await call.Client.ProviderKeys.ResetAsync(call.Get(Provider), id, ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, reset, $"Key {reset.Value?.Masked} reset");
    }

    private static async Task<Guid> FindAsync(CliCall call, CancellationToken cancellationToken)
    {
        var wanted = call.Get(Key);
        if (Guid.TryParse(wanted, out var id))
        {
            return id;
        }

        var found = (await call.Client.ProviderKeys.ListAsync(call.Get(Provider), cancellationToken)).Where(key => key.Label == wanted).ToArray();
        return found.Length switch
        {
            1 => found[0].Id,
            0 => throw new CliException(ExitCodes.NotFound, $"The provider has no key with the id or label '{wanted}'.", $"See 'switchyard keys list {call.Get(Provider)}'."),
            _ => throw new CliException(ExitCodes.Usage, $"Several keys have the label '{wanted}'; name one by its id.", $"See 'switchyard keys list {call.Get(Provider)}'."),
        };
    }
}
