using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.AccessKeys;

/// <summary>An access key to be created or changed, as it was sent.</summary>
internal sealed record AccessKeyRequest
{
    private const int MaxName = 128;

    public Optional<string> Name { get; init; }

    public Guid? UserId { get; init; }

    public Optional<bool?> Enabled { get; init; }

    public Optional<DateTimeOffset?> ExpiresAt { get; init; }

    public Optional<string> Workspace { get; init; }

    public Optional<IReadOnlyList<string>> Tools { get; init; }

    public Optional<IReadOnlyList<string>> Providers { get; init; }

    public required FaultList Faults { get; init; }

    public static AccessKeyRequest ReadNew(JsonElement body)
    {
        var request = Read(body, out var fields);
        if (!request.Name.IsSet)
        {
            fields.Fault("name", "Is required.");
        }

        if (request.UserId is null && !request.Faults.Any(fault => fault.Field == "userId"))
        {
            fields.Fault("userId", "Is required: the id of the user that owns the key.");
        }

        return request;
    }

    public static AccessKeyRequest ReadPatch(JsonElement body)
    {
        var request = Read(body, out var fields);
        if (!body.EnumerateObject().Any())
        {
            fields.Faults.Add("", "The body is empty; name at least one field to change.");
        }

        return request;
    }

    private static AccessKeyRequest Read(JsonElement body, out JsonFields fields)
    {
        var faults = new FaultList();
        fields = new JsonFields(body, faults, "");
        var request = new AccessKeyRequest
        {
            Name = fields.GivenText("name", MaxName),
            UserId = fields.OptionalId("userId"),
            Enabled = fields.GivenFlag("enabled"),
            ExpiresAt = fields.GivenInstant("expiresAt"),
            Workspace = fields.GivenTextOrNone("workspace", ProviderNames.MaxLength),
            Tools = ReadTools(fields, body),
            Providers = fields.GivenTexts("providers", 1000, ProviderNames.MaxLength),
            Faults = faults,
        };
        fields.Ignore("id", "masked", "createdAt", "lastUsedAt", "revokedAt");
        fields.Finish();
        request.Check();
        return request;
    }

    // Patterns of tools, or one word for all of them or none.
    private static Optional<IReadOnlyList<string>> ReadTools(JsonFields fields, JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object || !body.TryGetProperty("tools", out var tools) || tools.ValueKind != JsonValueKind.String)
        {
            return fields.GivenTexts("tools", 1000, 256);
        }

        return fields.Choice("tools", true, ("on", true), ("off", false)) ? new Optional<IReadOnlyList<string>>(null) : new Optional<IReadOnlyList<string>>([]);
    }

    private void Check()
    {
        if (Name.IsSet && string.IsNullOrWhiteSpace(Name.Value) && !Faults.Any(fault => fault.Field == "name"))
        {
            Faults.Add("name", $"Must have 1 to {MaxName} characters.");
        }

        if (Workspace.Value is { } workspace && ProviderNames.Fault(workspace) is { } workspaceFault)
        {
            Faults.Add("workspace", workspaceFault);
        }

        foreach (var (index, name) in (Providers.Value ?? []).Index())
        {
            if (ProviderNames.Fault(name) is { } fault)
            {
                Faults.Add($"providers[{index}]", fault);
            }
        }
    }
}
