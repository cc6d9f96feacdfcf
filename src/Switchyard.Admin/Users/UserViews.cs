using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Storage.Access;

namespace Switchyard.Admin.Users;

/// <summary>Shows users.</summary>
internal static class UserViews
{
    public static UserView Of(UserRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Email = row.Email,
        Role = row.Role,
        Enabled = row.Enabled,
        Providers = JsonLists.Read(row.ProvidersJson),
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };

    public static JsonObject Facts(UserRow row) => new()
    {
        ["name"] = row.Name,
        ["email"] = row.Email,
        ["role"] = row.Role,
        ["enabled"] = row.Enabled,
        ["providers"] = row.ProvidersJson is null ? null : JsonNode.Parse(row.ProvidersJson),
    };
}
