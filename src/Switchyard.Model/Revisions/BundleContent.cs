using System.Text.Json.Nodes;
using Switchyard.Model.Bundles;
using Switchyard.Model.Secrets;
using Switchyard.Model.Workspaces;

namespace Switchyard.Model.Revisions;

/// <summary>Workspaces and bundles, in the form of the configuration file as far as it has them.</summary>
internal static class BundleContent
{
    public static JsonObject Of(WorkspaceConfig workspace) => new()
    {
        ["id"] = workspace.Id.ToString("D"),
        ["name"] = workspace.Name,
        ["displayName"] = workspace.DisplayName,
        ["ownerId"] = workspace.OwnerId?.ToString("D"),
        ["users"] = workspace.Users is null ? null : new JsonArray([.. workspace.Users.Select(user => JsonValue.Create(user.ToString("D")))]),
    };

    public static JsonObject Of(BundleConfig bundle)
    {
        var shown = new JsonObject
        {
            ["id"] = bundle.Id.ToString("D"),
            ["workspace"] = bundle.Key.Workspace,
            ["name"] = bundle.Key.Bundle,
            ["enabled"] = bundle.Enabled,
            ["respawns"] = bundle.Respawns,
            ["credentialsVersion"] = bundle.Credentials.Version,
            ["credentialsRevoked"] = bundle.Credentials.Revoked,
        };
        foreach (var (name, value) in JsonNode.Parse(BundleDefinitionJson.Write(bundle.Definition))!.AsObject())
        {
            shown[name] = value?.DeepClone();
        }

        return shown;
    }

    public static Dictionary<string, Secret> SecretsOf(BundleConfig bundle)
    {
        var secrets = new Dictionary<string, Secret>(StringComparer.Ordinal);
        foreach (var (field, value) in bundle.Credentials.Values.Where(pair => pair.Value is not null))
        {
            secrets[$"stored.{field}"] = value!;
        }

        foreach (var field in bundle.Definition.Credentials.Where(field => field.Default is not null))
        {
            secrets[$"credentials.{field.Name}"] = field.Default!;
        }

        return secrets;
    }
}
