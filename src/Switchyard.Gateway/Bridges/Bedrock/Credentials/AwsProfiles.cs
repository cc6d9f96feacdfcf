namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>
/// The profiles of the shared files: <c>AWS_SHARED_CREDENTIALS_FILE</c> (else <c>~/.aws/credentials</c>), whose sections are named like the profiles, and <c>AWS_CONFIG_FILE</c>
/// (else <c>~/.aws/config</c>), whose sections are <c>[profile name]</c> and <c>[default]</c>. Where both have a value, the credentials file's holds.
/// </summary>
internal sealed class AwsProfiles
{
    private readonly Dictionary<string, Dictionary<string, string>> _profiles = new(StringComparer.Ordinal);

    private AwsProfiles()
    {
    }

    /// <summary>Reads both files; null when there is neither.</summary>
    public static AwsProfiles? Read(AwsPlatform platform)
    {
        var config = Text(platform, "AWS_CONFIG_FILE", "config");
        var credentials = Text(platform, "AWS_SHARED_CREDENTIALS_FILE", "credentials");
        if (config is null && credentials is null)
        {
            return null;
        }

        var profiles = new AwsProfiles();
        profiles.Add(config, static section => section == "default" ? section : section.StartsWith("profile ", StringComparison.Ordinal) ? section[8..].Trim() : null);
        profiles.Add(credentials, static section => section);
        return profiles;
    }

    /// <summary>The values of a profile; null when there is no such profile.</summary>
    public IReadOnlyDictionary<string, string>? Find(string name) => _profiles.GetValueOrDefault(name);

    private static string? Text(AwsPlatform platform, string variable, string file) =>
        (platform.Set(variable) ?? (platform.Set("HOME") is { } home ? Path.Combine(home, ".aws", file) : null)) is { } path ? platform.ReadFile(path) : null;

    private void Add(string? text, Func<string, string?> nameOf)
    {
        Dictionary<string, string>? values = null;
        foreach (var line in (text ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] is '#' or ';')
            {
                continue;
            }

            if (line[0] == '[')
            {
                values = nameOf(line.Trim('[', ']').Trim()) is { } name ? ValuesOf(name) : null;
            }
            else if (values is not null && line.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, { Length: > 0 } value])
            {
                values[key] = value;
            }
        }
    }

    private Dictionary<string, string> ValuesOf(string name)
    {
        if (!_profiles.TryGetValue(name, out var values))
        {
            _profiles[name] = values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        }

        return values;
    }
}
