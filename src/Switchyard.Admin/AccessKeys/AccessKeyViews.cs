using System.Text.Json.Nodes;
using Switchyard.Admin.Mutations;
using Switchyard.Storage.Access;

namespace Switchyard.Admin.AccessKeys;

/// <summary>Shows access keys.</summary>
internal static class AccessKeyViews
{
    public static AccessKeyView Of(AccessKeyRow row, DateTimeOffset? lastUsedAt) => new()
    {
        Id = row.Id,
        Name = row.Name,
        UserId = row.UserId,
        Masked = row.Masked,
        Enabled = row.Enabled,
        ExpiresAt = row.ExpiresAt,
        Workspace = row.Workspace,
        Tools = JsonLists.Read(row.ToolsJson),
        Providers = JsonLists.Read(row.ProvidersJson),
        CreatedAt = row.CreatedAt,
        LastUsedAt = lastUsedAt,
        RevokedAt = row.RevokedAt,
    };

    public static JsonObject Facts(AccessKeyRow row) => new()
    {
        ["name"] = row.Name,
        ["userId"] = row.UserId.ToString("D"),
        ["masked"] = row.Masked,
        ["enabled"] = row.Enabled,
        ["expiresAt"] = row.ExpiresAt?.ToUnixTimeMilliseconds(),
        ["workspace"] = row.Workspace,
        ["tools"] = row.ToolsJson is null ? null : JsonNode.Parse(row.ToolsJson),
        ["providers"] = row.ProvidersJson is null ? null : JsonNode.Parse(row.ProvidersJson),
    };
}
