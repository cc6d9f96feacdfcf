using System.Globalization;
using System.Text.Json;
using Switchyard.Admin.Client;
using Switchyard.Admin.Client.AccessKeys;
using Switchyard.Admin.Client.ProviderKeys;
using Switchyard.Admin.Client.Providers;
using Switchyard.Admin.Client.Users;
using Switchyard.Bench.Yards;

namespace Switchyard.Bench.Changes;

/// <summary>Every kind of change that an operator makes, in an order in which a round ends as it began. Each changes something in fact, and none is one that a client may notice.</summary>
internal sealed class ChangeKinds
{
    private const string Passing = "passing";
    private const string DocumentName = "storm";

    private readonly SwitchyardClient _client;
    private readonly LoadedYard _yard;
    private readonly List<(string Name, Func<int, CancellationToken, Task<long>> Make)> _kinds;
    private Guid _key;
    private Guid _accessKey;

    public ChangeKinds(LoadedYard yard)
    {
        (_yard, _client) = (yard, yard.Client);
        _kinds =
        [
            ("provider created", CreateProviderAsync),
            ("address of a provider in use", (_, token) => AddressAsync(LoadedYard.Documents, _yard.DocumentUpstreams[1], token)),
            ("key added", AddKeyAsync),
            ("keys reordered", ReorderAsync),
            ("access key created", CreateAccessKeyAsync),
            ("routes and modules by document", (number, token) => DocumentAsync(number, "header.transform", token)),
            ("provider disabled", (_, token) => UpdateAsync(Passing, new ProviderPatch { Enabled = false }, token)),
            ("address of a provider with open streams", (_, token) => AddressAsync(LoadedYard.Streams, _yard.StreamUpstreams[1], token)),
            ("settings of a provider in use", SettingsAsync),
            ("module reconfigured by API", ModuleAsync),
            ("keys replaced", ReplaceKeysAsync),
            ("module of another type by document", (number, token) => DocumentAsync(number, "log.requests", token)),
            ("address of a provider in use, back", (_, token) => AddressAsync(LoadedYard.Documents, _yard.DocumentUpstreams[0], token)),
            ("key disabled", (_, token) => KeyAsync(new ProviderKeyPatch { Enabled = false }, token)),
            ("key deleted", DeleteKeyAsync),
            ("user changed", UserAsync),
            ("address of a provider with open streams, back", (_, token) => AddressAsync(LoadedYard.Streams, _yard.StreamUpstreams[0], token)),
            ("provider enabled", (_, token) => UpdateAsync(Passing, new ProviderPatch { Enabled = true }, token)),
            ("access key revoked", async (_, token) => (await _client.AccessKeys.RevokeAsync(_accessKey, cancellationToken: token)).Revision),
            ("document deleted", async (_, token) => (await _client.Documents.DeleteAsync(DocumentName, cancellationToken: token)).Revision),
            ("provider deleted", async (_, token) => (await _client.Providers.DeleteAsync(Passing, cancellationToken: token)).Revision),
        ];
    }

    /// <summary>How many kinds there are: so many changes are a round.</summary>
    public int Count => _kinds.Count;

    /// <summary>The kind of a change, by its number since the beginning.</summary>
    public string NameOf(int number) => _kinds[number % Count].Name;

    /// <summary>Makes the change of this number and returns the revision that has it. Numbers come in order.</summary>
    public Task<long> MakeAsync(int number, CancellationToken cancellationToken) => _kinds[number % Count].Make(number, cancellationToken);

    private async Task<long> CreateProviderAsync(int number, CancellationToken cancellationToken) => (await _client.Providers.CreateAsync(
        new NewProvider(Passing, "openai", LoadedYard.BaseUrl(_yard.StreamUpstreams[0])) { Keys = [new NewProviderKey(Text($"upstream-key-passing-{number:D6}"))] }, cancellationToken: cancellationToken)).Revision;

    private Task<long> AddressAsync(string provider, Uri upstream, CancellationToken cancellationToken) =>
        UpdateAsync(provider, new ProviderPatch { BaseUrl = LoadedYard.BaseUrl(upstream) }, cancellationToken);

    private Task<long> SettingsAsync(int number, CancellationToken cancellationToken) =>
        UpdateAsync(LoadedYard.Documents, new ProviderPatch { Settings = Json($$$"""{"timeouts":{"idle":"{{{300 + (number % 600)}}}s"}}""") }, cancellationToken);

    private async Task<long> UpdateAsync(string provider, ProviderPatch patch, CancellationToken cancellationToken) => (await _client.Providers.UpdateAsync(provider, patch, cancellationToken: cancellationToken)).Revision;

    private async Task<long> AddKeyAsync(int number, CancellationToken cancellationToken)
    {
        var added = await _client.ProviderKeys.AddAsync(LoadedYard.Documents, new NewProviderKey(Text($"upstream-key-added-{number:D6}")), cancellationToken: cancellationToken);
        _key = added.Value!.Id;
        return added.Revision;
    }

    private Task<long> ReorderAsync(int number, CancellationToken cancellationToken) => KeyAsync(new ProviderKeyPatch { Position = 0 }, cancellationToken);

    private async Task<long> KeyAsync(ProviderKeyPatch patch, CancellationToken cancellationToken) =>
        (await _client.ProviderKeys.UpdateAsync(LoadedYard.Documents, _key, patch, cancellationToken: cancellationToken)).Revision;

    private async Task<long> DeleteKeyAsync(int number, CancellationToken cancellationToken) => (await _client.ProviderKeys.DeleteAsync(LoadedYard.Documents, _key, cancellationToken: cancellationToken)).Revision;

    /// <summary>A rotation in one step: new keys for the provider with open streams, which drain on the old ones.</summary>
    private Task<long> ReplaceKeysAsync(int number, CancellationToken cancellationToken) => UpdateAsync(
        LoadedYard.Streams,
        new ProviderPatch { Keys = [KeyListEntry.Add(Text($"upstream-key-rotated-{number:D6}-a")), KeyListEntry.Add(Text($"upstream-key-rotated-{number:D6}-b"))] },
        cancellationToken);

    private async Task<long> CreateAccessKeyAsync(int number, CancellationToken cancellationToken)
    {
        var created = await _client.AccessKeys.CreateAsync(new NewAccessKey(Text($"key-{number}"), _yard.Other), cancellationToken: cancellationToken);
        _accessKey = created.Value!.Id;
        return created.Revision;
    }

    private async Task<long> UserAsync(int number, CancellationToken cancellationToken) =>
        (await _client.Users.UpdateAsync(_yard.Other, new UserPatch { Email = Text($"other-{number}@example.com") }, cancellationToken: cancellationToken)).Revision;

    private async Task<long> ModuleAsync(int number, CancellationToken cancellationToken) =>
        (await _client.Modules.SetConfigAsync("request-log", Json($$"""{"sample":0.{{(number % 900) + 100}}}"""), cancellationToken: cancellationToken)).Revision;

    private async Task<long> DocumentAsync(int number, string type, CancellationToken cancellationToken)
    {
        var config = type == "header.transform" ? Text($"{{request: {{set: {{X-Storm: '{number}'}}}}}}") : Text($"{{sample: 0.{(number % 900) + 100}}}");
        var text = Text($$$"""
            version: 1
            server: {limits: {eventBytes: {{{(64 + (number % 64)) * 1024}}}}}
            routes:
            - {name: storm, targets: [{provider: {{{LoadedYard.Documents}}}, model: gpt-{{{number}}}}]}
            modules:
            - {name: storm, type: {{{type}}}, config: {{{config}}}}
            """);
        return (await _client.Documents.WriteAsync(DocumentName, text, cancellationToken: cancellationToken)).Revision;
    }

    private static JsonElement Json(FormattableString text)
    {
        using var document = JsonDocument.Parse(text.ToString(CultureInfo.InvariantCulture));
        return document.RootElement.Clone();
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
