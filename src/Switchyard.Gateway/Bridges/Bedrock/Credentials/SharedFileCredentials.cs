using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Secrets;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>
/// The profile <c>AWS_PROFILE</c> (else <c>default</c>) of the shared files: its keys, or the role it assumes (<c>role_arn</c>) with the credential of another profile (<c>source_profile</c>), which
/// may assume a role itself. A profile that signs in or wants a second factor can not be used by a program and says so.
/// </summary>
internal sealed class SharedFileCredentials(AwsPlatform platform, TimeProvider time) : IAwsCredentialProvider
{
    private const int LongestChain = 5;

    /// <inheritdoc />
    public string Name => "shared credentials file";

    /// <inheritdoc />
    public async ValueTask<AwsCredentials?> TryGetAsync(CancellationToken cancellationToken) =>
        AwsProfiles.Read(platform) is { } profiles && profiles.Find(platform.Set("AWS_PROFILE") ?? "default") is { } profile
            ? await OfAsync(profiles, profile, [], cancellationToken)
            : null;

    private async ValueTask<AwsCredentials?> OfAsync(AwsProfiles profiles, IReadOnlyDictionary<string, string> profile, HashSet<string> passed, CancellationToken cancellationToken)
    {
        // A profile that names itself as its source has keys of its own, and they are meant.
        if (!profile.ContainsKey("role_arn") || profile.GetValueOrDefault("source_profile") is not { } source)
        {
            return profile.ContainsKey("role_arn")
                ? throw new AwsCredentialException("a profile with role_arn needs source_profile; credential_source and web identities of profiles are not supported")
                : Keys(profile);
        }

        if (profile.ContainsKey("mfa_serial"))
        {
            throw new AwsCredentialException("a profile with mfa_serial needs somebody to type a code");
        }

        var from = profiles.Find(source) ?? throw new AwsCredentialException("source_profile names a profile that does not exist");
        if (!passed.Add(source) || passed.Count > LongestChain)
        {
            throw new AwsCredentialException("the source profiles lead in a circle");
        }

        var credentials = ReferenceEquals(from, profile) ? Keys(from) : await OfAsync(profiles, from, passed, cancellationToken);
        return await AssumedRole.AskAsync(platform, time, profile, credentials ?? throw new AwsCredentialException("the source profile has no keys"), cancellationToken);
    }

    private static AwsCredentials? Keys(IReadOnlyDictionary<string, string> profile) =>
        profile.TryGetValue("aws_access_key_id", out var id) && profile.TryGetValue("aws_secret_access_key", out var secret)
            ? new AwsCredentials(id, new Secret(secret), profile.TryGetValue("aws_session_token", out var token) ? new Secret(token) : null, Expires: null)
            : null;
}
