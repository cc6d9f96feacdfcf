using Switchyard.Model.Validation;

namespace Switchyard.Model.Providers;

/// <summary>
/// What makes a provider valid. The API, configuration files, the CLI and the node check by this code alone. Every rule adds its faults and lets the others go on.
/// Not here, because they need the other providers or the database: names already taken and keys already present (409).
/// </summary>
public static class ProviderRules
{
    /// <summary>Longest display name in characters.</summary>
    public const int MaxDisplayNameLength = 128;

    /// <summary>Longest base URL in characters.</summary>
    public const int MaxBaseUrlLength = 2048;

    /// <summary>Checks a whole provider but for duplicate keys (<see cref="ProviderKeyRules.CheckDuplicates"/>). Faults carry the API's field names.</summary>
    public static void Check(ProviderConfig provider, FaultList faults)
    {
        CheckName(provider.Name, faults);
        CheckDisplayName(provider.DisplayName, faults);
        CheckBaseUrl(provider.BaseUrl, provider.Type, provider.Settings, faults);
        CheckBedrock(provider.Type, provider.Settings, faults);
        CheckKeys(provider.Type, provider.Keys, faults);
        CheckKeyless(provider.Settings, provider.Keys.Count, faults);
    }

    /// <summary>Checks that a new provider does not say both: that it has keys and that it wants none.</summary>
    public static void CheckKeyless(ProviderSettings settings, int keys, FaultList faults, string prefix = "keys")
    {
        if (settings.Keyless && keys > 0)
        {
            faults.Add(prefix, "A provider with settings.keyless has no keys.");
        }
    }

    /// <summary>Checks a name; see <see cref="ProviderNames"/>.</summary>
    public static void CheckName(string? name, FaultList faults, string field = "name")
    {
        if (ProviderNames.Fault(name) is { } fault)
        {
            faults.Add(field, fault);
        }
    }

    /// <summary>Reads a type by its wire name; null after a fault.</summary>
    public static ProviderType? ReadType(string? type, FaultList faults, string field = "type")
    {
        if (ProviderTypes.TryParse(type, out var found))
        {
            return found;
        }

        faults.Add(field, $"Must be one of {string.Join(", ", ProviderTypes.Names)}.");
        return null;
    }

    /// <summary>Checks a display name: 1 to 128 characters, no control characters.</summary>
    public static void CheckDisplayName(string displayName, FaultList faults, string field = "displayName")
    {
        if (string.IsNullOrWhiteSpace(displayName) || displayName.Length > MaxDisplayNameLength || displayName.Any(char.IsControl))
        {
            faults.Add(field, $"Must have 1 to {MaxDisplayNameLength} characters and no control characters.");
        }
    }

    /// <summary>Checks a base URL: absolute, http(s), with a host, without user info, query or fragment. Only Bedrock with a region may do without.</summary>
    public static void CheckBaseUrl(string? baseUrl, ProviderType type, ProviderSettings settings, FaultList faults, string field = "baseUrl")
    {
        if (string.IsNullOrEmpty(baseUrl))
        {
            if (type != ProviderType.Bedrock)
            {
                faults.Add(field, "A base URL is required.");
            }
            else if (string.IsNullOrEmpty(settings.Bedrock?.Region))
            {
                faults.Add(field, "A Bedrock provider needs settings.region or a base URL.");
            }
        }
        else if (BaseUrlFault(baseUrl) is { } fault)
        {
            faults.Add(field, fault);
        }
    }

    /// <summary>Checks what only Bedrock has: a static credential is a whole pair.</summary>
    public static void CheckBedrock(ProviderType type, ProviderSettings settings, FaultList faults, string prefix = "settings")
    {
        if (type != ProviderType.Bedrock || settings.Bedrock is not { } bedrock)
        {
            return;
        }

        var (hasId, hasKey) = (!string.IsNullOrEmpty(bedrock.AccessKeyId), bedrock.SecretAccessKey is not null);
        if (hasId && !hasKey)
        {
            faults.Add($"{prefix}.secretAccessKey", "Is missing: accessKeyId and secretAccessKey go together.");
        }

        if (hasKey && !hasId)
        {
            faults.Add($"{prefix}.accessKeyId", "Is missing: accessKeyId and secretAccessKey go together.");
        }

        if (bedrock.SessionToken is not null && !hasId && !hasKey)
        {
            faults.Add($"{prefix}.sessionToken", "Belongs to a static credential; accessKeyId and secretAccessKey are missing.");
        }
    }

    /// <summary>Checks the keys one by one and their number; a value that could not be opened is not judged.</summary>
    public static void CheckKeys(ProviderType type, IReadOnlyList<ProviderKeyConfig> keys, FaultList faults, string prefix = "keys")
    {
        CheckKeyCount(type, keys.Count, faults, prefix);
        for (var i = 0; i < keys.Count; i++)
        {
            if (keys[i].Value is { } value && ProviderKeyRules.Fault(value.Reveal()) is { } fault)
            {
                faults.Add($"{prefix}[{i}].key", fault);
            }

            if (ProviderKeyRules.LabelFault(keys[i].Label) is { } labelFault)
            {
                faults.Add($"{prefix}[{i}].label", labelFault);
            }
        }
    }

    /// <summary>Checks how many keys a provider has; Bedrock has none, its credentials are settings.</summary>
    public static void CheckKeyCount(ProviderType type, int count, FaultList faults, string prefix = "keys")
    {
        if (type == ProviderType.Bedrock && count > 0)
        {
            faults.Add(prefix, "A Bedrock provider has no keys; its credentials are settings.accessKeyId and settings.secretAccessKey.");
        }
        else if (ProviderKeyRules.CountFault(count) is { } fault)
        {
            faults.Add(prefix, fault);
        }
    }

    private static string? BaseUrlFault(string baseUrl)
    {
        if (baseUrl.Length > MaxBaseUrlLength)
        {
            return $"A base URL has at most {MaxBaseUrlLength} characters.";
        }

        // Uri trims and repairs; what would be sent must be what was written.
        if (baseUrl.Any(character => char.IsControl(character) || char.IsWhiteSpace(character) || character == '\\'))
        {
            return "A base URL has no white space, control characters or backslashes.";
        }

        if (!Uri.TryCreate(baseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0)
        {
            return "Must be an absolute http or https URL.";
        }

        if (uri.UserInfo.Length > 0 || baseUrl.AsSpan(0, AuthorityEnd(baseUrl)).Contains('@'))
        {
            return "Must not contain user info; credentials belong into keys.";
        }

        if (baseUrl.Contains('#', StringComparison.Ordinal))
        {
            return "Must not contain a fragment.";
        }

        return baseUrl.Contains('?', StringComparison.Ordinal) ? "Must not contain a query." : null;
    }

    private static int AuthorityEnd(string baseUrl)
    {
        var start = baseUrl.IndexOf("//", StringComparison.Ordinal) + 2;
        var end = baseUrl.AsSpan(start).IndexOfAny('/', '?', '#');
        return end < 0 ? baseUrl.Length : start + end;
    }
}
