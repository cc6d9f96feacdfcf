using System.CommandLine;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Cli.Calls;
using Switchyard.Cli.Inputs;
using Switchyard.Cli.Terminal;

namespace Switchyard.Cli.Providers;

/// <summary><c>switchyard providers …</c></summary>
internal static class ProviderVerbs
{
    private static readonly Argument<string> Name = new("provider") { Description = "Id or name of the provider." };
    private static readonly Argument<string> NewName = new("name") { Description = "Name of the new provider, the first segment of its routes." };
    private static readonly Option<string> Type = new("--type") { Description = "openai, anthropic, bedrock, azure-openai or openai-compatible.", Required = true };
    private static readonly Option<string?> BaseUrl = new("--base-url") { Description = "Address of the upstream API." };
    private static readonly Option<string?> DisplayName = new("--display-name") { Description = "What people call it." };
    private static readonly Option<string?> Rename = new("--name") { Description = "A new name." };
    private static readonly Option<bool?> AllowByok = new("--allow-byok") { Description = "Whether clients may bring their own upstream credential." };
    private static readonly Option<string?> Settings = new("--settings") { Description = "Settings as a JSON object, or @FILE. An update merges them." };
    private static readonly Option<string[]?> Selector = new("--selector") { Description = "A label that remote gateways need to get it, as NAME=VALUE; repeat it for several. All gateways get it by default." };
    private static readonly Option<bool> AllGateways = new("--all-gateways") { Description = "All remote gateways get it, whatever their labels." };
    private static readonly Option<bool> Disabled = new("--disabled") { Description = "Creates it disabled." };
    private static readonly Option<FileInfo?> KeyFile = new("--key-file") { Description = "File with upstream keys, one on a line, in failover order." };
    private static readonly Option<bool> KeyStdin = new("--key-stdin") { Description = "Reads upstream keys from standard input, one on a line." };

    public static Command Create(CliVerb verb) => CliVerb.Group(
        "providers",
        "Manages upstream AI providers.",
        verb.Create("list", "Lists providers.", [], ListAsync),
        verb.Create("get", "Shows a provider with its keys.", [Name], GetAsync),
        verb.Create("add", "Creates a provider.", ChangeInput.Options(NewName, Type, BaseUrl, DisplayName, AllowByok, Settings, Selector, Disabled, KeyFile, KeyStdin), AddAsync),
        verb.Create("update", "Changes a provider.", ChangeInput.OptionsWithCut(Name, Rename, BaseUrl, DisplayName, AllowByok, Settings, Selector, AllGateways), UpdateAsync),
        verb.Create("enable", "Enables a provider.", ChangeInput.Options(Name), (call, ct) => SetEnabledAsync(call, true, ct)),
        verb.Create("disable", "Disables a provider; running requests finish unless --cut is given.", ChangeInput.OptionsWithCut(Name), (call, ct) => SetEnabledAsync(call, false, ct)),
        verb.Create("delete", "Deletes a provider and erases its keys.", ChangeInput.OptionsWithCut(Name), DeleteAsync),
        verb.Create("test", "Tries each key with one cheap call.", [Name], TestAsync));

    private static async Task ListAsync(CliCall call, CancellationToken cancellationToken)
    {
        var providers = await Pages.AllAsync(cursor => call.Client.Providers.ListAsync(1000, cursor, cancellationToken));
        call.Printer.Table(
            providers,
            ("NAME", provider => provider.Name),
            ("TYPE", provider => provider.Type),
            ("BASE URL", provider => provider.BaseUrl),
            ("STATE", provider => provider.Status.State),
            ("KEYS", provider => $"{provider.Keys.Count(key => key.Enabled)}/{provider.Keys.Count}"),
            ("ORIGIN", provider => provider.Origin),
            ("NOTE", provider => provider.Status.Reason ?? (provider.Status.Warnings is [var first, ..] ? first : "")));
    }

    private static async Task GetAsync(CliCall call, CancellationToken cancellationToken)
    {
        var provider = await call.Client.Providers.GetAsync(call.Get(Name), cancellationToken);
        call.Printer.Record(
            provider,
            ("name", found => found.Name),
            ("id", found => found.Id.ToString("D")),
            ("type", found => found.Type),
            ("display name", found => found.DisplayName),
            ("base URL", found => found.BaseUrl),
            ("state", found => found.Status.Reason is null ? found.Status.State : $"{found.Status.State}: {found.Status.Reason}"),
            ("own keys", found => Shown.Flag(found.AllowByok)),
            ("settings", found => found.Settings.ToString()),
            ("gateways", found => found.Selector is null ? "all" : Shown.Labels(found.Selector)),
            ("origin", found => found.DefinedIn ?? found.Origin),
            ("created", found => Shown.Time(found.CreatedAt)),
            ("updated", found => Shown.Time(found.UpdatedAt)),
            ("warnings", found => found.Status.Warnings.Count == 0 ? null : string.Join(' ', found.Status.Warnings)));
        if (!call.Printer.IsJson && provider.Keys.Count > 0)
        {
            KeyTable.Print(call, provider.Keys);
        }
    }

    private static async Task<int> AddAsync(CliCall call, CancellationToken cancellationToken)
    {
        var file = call.Get(KeyFile);
        var keys = file is not null || call.Get(KeyStdin)
            ? (await SecretInput.ReadLinesAsync(call.Environment, file, "provider key", cancellationToken)).Select(key => new NewProviderKey(key)).ToArray()
            : null;
        var provider = new NewProvider(call.Get(NewName), call.Get(Type)!, call.Get(BaseUrl))
        {
            DisplayName = call.Get(DisplayName),
            AllowByok = call.Get(AllowByok),
            Enabled = call.Get(Disabled) ? false : null,
            Settings = JsonInput.Read(call.Get(Settings), "--settings"),
            Selector = LabelInput.Read(call, Selector),
            Keys = keys,
        };
        var created = await call.Client.Providers.CreateAsync(provider, ChangeInput.Read(call), cancellationToken);
        return ChangeInput.Tell(call, created, $"Provider {provider.Name} created");
    }

    private static async Task<int> UpdateAsync(CliCall call, CancellationToken cancellationToken)
    {
        var patch = new ProviderPatch
        {
            Name = call.Get(Rename),
            BaseUrl = call.Get(BaseUrl),
            DisplayName = call.Get(DisplayName),
            AllowByok = call.Get(AllowByok),
            Settings = JsonInput.Read(call.Get(Settings), "--settings"),
            Selector = LabelInput.Read(call, Selector, AllGateways),
        };
        if (patch == new ProviderPatch())
        {
            throw new CliException(ExitCodes.Usage, "Nothing to change was given.", "Use --name, --base-url, --display-name, --allow-byok, --settings, --selector or --all-gateways.");
        }

        var updated = await call.Client.Providers.UpdateAsync(call.Get(Name), patch, ChangeInput.Read(call, mayCut: true), cancellationToken);
        return ChangeInput.Tell(call, updated, $"Provider {updated.Value?.Name} updated");
    }

    private static async Task<int> SetEnabledAsync(CliCall call, bool enabled, CancellationToken cancellationToken)
    {
        var updated = await call.Client.Providers.UpdateAsync(
            call.Get(Name), new ProviderPatch { Enabled = enabled }, ChangeInput.Read(call, mayCut: !enabled), cancellationToken);
        return ChangeInput.Tell(call, updated, $"Provider {updated.Value?.Name} {(enabled ? "enabled" : "disabled")}");
    }

    private static async Task<int> DeleteAsync(CliCall call, CancellationToken cancellationToken)
    {
        var deleted = await call.Client.Providers.DeleteAsync(call.Get(Name), ChangeInput.Read(call, mayCut: true), cancellationToken);
        return ChangeInput.Tell(call, deleted, $"Provider {call.Get(Name)} deleted");
    }

    private static async Task<int> TestAsync(CliCall call, CancellationToken cancellationToken)
    {
        var test = await call.Client.Providers.TestAsync(call.Get(Name), cancellationToken);
        if (call.Printer.IsJson)
        {
            call.Printer.Json(test);
        }
        else
        {
            call.Printer.Table(
                test.Results,
                ("KEY", result => result.Label.Length > 0 ? result.Label : result.Masked ?? "(none)"),
                ("OK", result => Shown.Flag(result.Ok)),
                ("STATUS", result => result.Status?.ToString()),
                ("LATENCY", result => $"{result.LatencyMs:0.0} ms"),
                ("ERROR", result => result.Error ?? ""));
        }

        return test.Ok ? ExitCodes.Done : ExitCodes.Failed;
    }
}
