using System.CommandLine;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.ProviderKeys;

/// <summary><c>switchyard keys rotate</c></summary>
internal static class KeyRotateVerb
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private static readonly Argument<string> Provider = new("provider") { Description = "Id or name of the provider." };
    private static readonly Option<string?> Key = new("--key") { Description = "Id or label of the key to be replaced; needed only if the provider has several." };
    private static readonly Option<string?> Label = new("--label") { Description = "What people call the new key; by default as the old one." };
    private static readonly Option<string?> NewKeyFile = new("--new-key-file") { Description = "File with the new key, or - for standard input, which is also the default." };
    private static readonly Option<TimeSpan?> Timeout = new("--timeout") { Description = "How long it may take, 10m by default; run it again to go on.", CustomParser = TimeInput.Duration };
    private static readonly Option<bool> IgnoreOffline = new("--ignore-offline") { Description = "Does not wait for nodes and gateways that nobody hears of; they may go on with the old key by themselves." };
    private static readonly Option<bool> NoTest = new("--no-test") { Description = "Does not try the new key before the old one is disabled." };

    public static Command Create(CliVerb verb) => verb.Create(
        "rotate",
        "Replaces a key without a failed request: adds the new one, waits until everybody has it, disables the old one, waits until nobody uses it, deletes it. Run it again if it was cut off.",
        [Provider, Key, Label, NewKeyFile, Timeout, IgnoreOffline, NoTest],
        RunAsync);

    private static async Task<int> RunAsync(CliCall call, CancellationToken cancellationToken)
    {
        var options = new RotationOptions
        {
            Provider = call.Get(Provider),
            Key = call.Get(Key),
            Label = call.Get(Label),
            Timeout = call.Get(Timeout) ?? DefaultTimeout,
            IgnoreOffline = call.Get(IgnoreOffline),
            NoTest = call.Get(NoTest),
        };
        var file = call.Get(NewKeyFile) is { } path and not "-" ? new FileInfo(path) : null;
        var done = await new KeyRotation(call, options, () => SecretInput.ReadAsync(call.Environment, file, "new key", cancellationToken)).RunAsync(cancellationToken);
        call.Printer.Line($"Key {done.Key.Masked} of {done.Provider} has replaced {done.Replaced:D}, which the upstream may revoke now (revision {done.Revision}).", done);
        return ExitCodes.Done;
    }
}
