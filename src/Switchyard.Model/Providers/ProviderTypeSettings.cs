using System.Text.Json;
using System.Text.RegularExpressions;
using Switchyard.Model.Secrets;
using Switchyard.Model.Validation;

namespace Switchyard.Model.Providers;

/// <summary>The settings that only one type of provider has, secrets among them.</summary>
internal static partial class ProviderTypeSettings
{
    private const string SecretAccessKey = "secretAccessKey";
    private const string SessionToken = "sessionToken";

    private static readonly string[] CompatibleFields = ["keyless"];
    private static readonly string[] AzureFields = ["apiVersion", "deployments"];
    private static readonly string[] BedrockFields = ["region", "accessKeyId", SecretAccessKey, SessionToken, "models"];

    public static ProviderSettings Read(ProviderSettings settings, JsonFields fields, ProviderType type)
    {
        if (type == ProviderType.AzureOpenAI)
        {
            settings = settings with { ApiVersion = ApiVersionOf(fields), Deployments = DeploymentsOf(fields) };
        }
        else
        {
            Refuse(fields, AzureFields, ProviderType.AzureOpenAI, type);
        }

        if (type == ProviderType.OpenAICompatible)
        {
            settings = settings with { Keyless = fields.Flag("keyless", false) };
        }
        else
        {
            Refuse(fields, CompatibleFields, ProviderType.OpenAICompatible, type);
        }

        if (type == ProviderType.Bedrock)
        {
            return settings with { Bedrock = BedrockOf(fields) };
        }

        Refuse(fields, BedrockFields, ProviderType.Bedrock, type);
        return settings;
    }

    public static BedrockSettings KeepSecrets(BedrockSettings? current, BedrockSettings merged, JsonElement patch) => merged with
    {
        SecretAccessKey = Keeps(patch, SecretAccessKey) ? current?.SecretAccessKey : merged.SecretAccessKey,
        SessionToken = Keeps(patch, SessionToken) ? current?.SessionToken : merged.SessionToken,
    };

    public static ProviderSettings ReadSecrets(ProviderSettings settings, string? secrets)
    {
        if (secrets is null)
        {
            return settings;
        }

        using var document = JsonDocument.Parse(secrets);
        var faults = new FaultList();
        var fields = new JsonFields(document.RootElement, faults, "");
        var bedrock = (settings.Bedrock ?? new BedrockSettings()) with
        {
            SecretAccessKey = fields.Secret(SecretAccessKey),
            SessionToken = fields.Secret(SessionToken),
        };
        fields.Finish();
        return faults.IsEmpty ? settings with { Bedrock = bedrock } : throw new JsonException("Sealed settings have an unexpected form.");
    }

    private static bool Keeps(JsonElement patch, string name) =>
        patch.ValueKind != JsonValueKind.Object || !patch.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Object;

    private static void Refuse(JsonFields fields, string[] names, ProviderType owner, ProviderType type)
    {
        foreach (var name in names.Where(name => fields.TakeForeign(name)))
        {
            fields.Fault(name, $"Belongs to providers of type {ProviderTypes.NameOf(owner)}; this one is {ProviderTypes.NameOf(type)}.");
        }
    }

    private static string? ApiVersionOf(JsonFields fields)
    {
        var version = fields.Text("apiVersion", 64);
        if (version is not null && !Token().IsMatch(version))
        {
            fields.Fault("apiVersion", "Must be a version such as 2024-10-21.");
        }

        return version;
    }

    private static SortedDictionary<string, string>? DeploymentsOf(JsonFields fields)
    {
        if (!fields.TryTake("deployments", out var value))
        {
            return null;
        }

        var map = fields.Nested("deployments", value);
        var deployments = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var model in map.Names.ToArray())
        {
            if (map.Text(model, 256) is { } deployment)
            {
                deployments[model] = deployment;
                if (!Token().IsMatch(deployment))
                {
                    map.Fault(model, "A deployment name consists of letters, digits, dots, hyphens and underscores.");
                }
            }
        }

        return deployments;
    }

    private static BedrockSettings BedrockOf(JsonFields fields)
    {
        var region = fields.Text("region", 64);
        if (region is not null && !Region().IsMatch(region))
        {
            fields.Fault("region", "Must be an AWS region such as eu-central-1.");
        }

        var accessKeyId = fields.Text("accessKeyId", 128);
        return new BedrockSettings
        {
            Region = region is "" ? null : region,
            AccessKeyId = accessKeyId is "" ? null : accessKeyId,
            SecretAccessKey = SecretOf(fields, SecretAccessKey),
            SessionToken = SecretOf(fields, SessionToken),
            Models = fields.List("models", 200).Select(item => ModelOf(fields.Nested(item.Name, item.Item))).ToArray(),
        };
    }

    private static Secret? SecretOf(JsonFields fields, string name)
    {
        if (!fields.TryTake(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            var shown = fields.Nested(name, value);
            shown.Flag("set", false);
            shown.Finish();
            return null;
        }

        if (!fields.TryText(name, value, out var text) || text.Length == 0)
        {
            return null;
        }

        if (ProviderKeyRules.Fault(text) is { } fault)
        {
            fields.Fault(name, fault);
        }

        return new Secret(text);
    }

    private static BedrockModel ModelOf(JsonFields fields)
    {
        var name = fields.Text("name", 256);
        if (string.IsNullOrEmpty(name))
        {
            fields.Fault("name", "A model name is required.");
        }

        var model = new BedrockModel(name ?? "", fields.Text("id", 2048))
        {
            Betas = fields.Texts("betas", 100, 128),
            RemovedMembers = fields.Texts("removedMembers", 100, 128) ?? [],
            ThinkingBudget = fields.Flag("thinkingBudget", false),
        };
        fields.Finish();
        return model;
    }

    [GeneratedRegex("^[A-Za-z0-9._-]+\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Token();

    [GeneratedRegex("^[a-z0-9-]*\\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Region();
}
