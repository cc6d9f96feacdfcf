using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Users;

/// <summary>A user to be created or changed, as it was sent.</summary>
internal sealed record UserRequest(
    Optional<string> Name, Optional<string> Email, Optional<string> Role, Optional<bool?> Enabled, Optional<IReadOnlyList<string>> Providers, FaultList Faults)
{
    /// <summary>Role of a user that was given none.</summary>
    public const string DefaultRole = "user";

    private const int MaxName = 128;
    private const int MaxEmail = 254;
    private const int MaxRole = 64;

    public static UserRequest ReadNew(JsonElement body)
    {
        var request = Read(body, out var fields);
        if (!request.Name.IsSet)
        {
            fields.Fault("name", "Is required.");
        }

        return request;
    }

    public static UserRequest ReadPatch(JsonElement body)
    {
        var request = Read(body, out var fields);
        if (!body.EnumerateObject().Any())
        {
            fields.Faults.Add("", "The body is empty; name at least one field to change.");
        }

        return request;
    }

    private static UserRequest Read(JsonElement body, out JsonFields fields)
    {
        var faults = new FaultList();
        fields = new JsonFields(body, faults, "");
        var request = new UserRequest(
            fields.GivenText("name", MaxName),
            fields.GivenTextOrNone("email", MaxEmail),
            fields.GivenText("role", MaxRole),
            fields.GivenFlag("enabled"),
            fields.GivenTexts("providers", 1000, ProviderNames.MaxLength),
            faults);
        fields.Ignore("id", "createdAt", "updatedAt");
        fields.Finish();
        request.Check();
        return request;
    }

    private void Check()
    {
        if (Name.IsSet && string.IsNullOrWhiteSpace(Name.Value) && !Faults.Any(fault => fault.Field == "name"))
        {
            Faults.Add("name", $"Must have 1 to {MaxName} characters.");
        }

        if (Email.Value is { } email && (!email.Contains('@', StringComparison.Ordinal) || email.Any(char.IsWhiteSpace)))
        {
            Faults.Add("email", "Must be a mail address, or null.");
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
