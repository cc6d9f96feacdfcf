using System.Text.Json;
using Switchyard.Admin.Requests;
using Switchyard.Model.Providers;
using Switchyard.Model.Validation;

namespace Switchyard.Admin.Workspaces;

/// <summary>A workspace to be created or changed, as it was sent. Absent members stay, null ones go back to their default.</summary>
internal sealed record WorkspaceRequest(Optional<string> Name, Optional<string> DisplayName, Optional<Guid?> OwnerId, Optional<IReadOnlyList<Guid>> Users, FaultList Faults)
{
    private const int MaxDisplayName = 128;
    private const int MaxUsers = 10_000;

    public static WorkspaceRequest ReadNew(JsonElement body)
    {
        var fields = new JsonFields(body, [], "");
        var request = Read(fields);
        if (!request.Name.IsSet)
        {
            fields.Fault("name", "Is required.");
        }
        else if (!fields.Faults.Any(fault => fault.Field == "name") && ProviderNames.ShapeFault(request.Name.Value) is { } wrong)
        {
            fields.Fault("name", wrong);
        }

        fields.Finish();
        return request;
    }

    public static WorkspaceRequest ReadPatch(JsonElement body)
    {
        var fields = new JsonFields(body, [], "");
        if (!fields.Names.Any())
        {
            fields.Faults.Add("", "The body is empty; name at least one field to change.");
        }

        var request = Read(fields);

        // What a read shows besides may be sent back; it decides nothing.
        fields.Ignore("id", "owner", "latestBuild", "lastUsedAt", "createdAt", "updatedAt");
        fields.Finish();
        return request;
    }

    private static WorkspaceRequest Read(JsonFields fields) => new(
        fields.GivenText("name", 1024),
        fields.GivenText("displayName", MaxDisplayName),
        fields.Names.Contains("ownerId") ? new Optional<Guid?>(fields.OptionalId("ownerId")) : default,
        fields.Names.Contains("users") ? new Optional<IReadOnlyList<Guid>>(Ids(fields)) : default,
        fields.Faults);

    private static IReadOnlyList<Guid>? Ids(JsonFields fields)
    {
        if (fields.Texts("users", MaxUsers, 64) is not { } texts)
        {
            return null;
        }

        var ids = new List<Guid>(texts.Count);
        foreach (var (index, text) in texts.Index())
        {
            if (Guid.TryParseExact(text, "D", out var id))
            {
                ids.Add(id);
            }
            else
            {
                fields.Fault($"users[{index}]", "Must be a UUID.");
            }
        }

        return [.. ids.Distinct()];
    }
}
