using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Secrets;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>The shared credentials file (<c>AWS_SHARED_CREDENTIALS_FILE</c>, else <c>~/.aws/credentials</c>), profile <c>AWS_PROFILE</c> or <c>default</c>. Keys only: a profile that assumes a role or signs in is passed over.</summary>
internal sealed class SharedFileCredentials(AwsPlatform platform) : IAwsCredentialProvider
{
    /// <inheritdoc />
    public string Name => "shared credentials file";

    /// <inheritdoc />
    public ValueTask<AwsCredentials?> TryGetAsync(CancellationToken cancellationToken)
    {
        var path = platform.Set("AWS_SHARED_CREDENTIALS_FILE") ?? (platform.Set("HOME") is { } home ? Path.Combine(home, ".aws", "credentials") : null);
        if (path is null || platform.ReadFile(path) is not { } text)
        {
            return ValueTask.FromResult<AwsCredentials?>(null);
        }

        var values = Profile(text, platform.Set("AWS_PROFILE") ?? "default");
        var found = values.TryGetValue("aws_access_key_id", out var id) && values.TryGetValue("aws_secret_access_key", out var secret)
            ? new AwsCredentials(id, new Secret(secret), values.TryGetValue("aws_session_token", out var token) ? new Secret(token) : null, Expires: null)
            : null;
        return ValueTask.FromResult(found);
    }

    private static Dictionary<string, string> Profile(string text, string name)
    {
        var values = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var isIts = false;
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line[0] is '#' or ';')
            {
                continue;
            }

            if (line[0] == '[')
            {
                isIts = line.Trim('[', ']').Trim() == name;
            }
            else if (isIts && line.Split('=', 2, StringSplitOptions.TrimEntries) is [var key, { Length: > 0 } value])
            {
                values[key] = value;
            }
        }

        return values;
    }
}
