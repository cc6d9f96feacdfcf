using Switchyard.Gateway.Bridges.Bedrock.Signing;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>The platform's default chain: the first place that has a credential gives it. A place that exists and fails does not end the search; when nobody has one, the failures are told together.</summary>
internal sealed class AwsDefaultChain(IReadOnlyList<IAwsCredentialProvider> places) : IAwsCredentialSource
{
    /// <summary>Environment, web identity, shared file, container, instance, in this order.</summary>
    public static AwsDefaultChain Of(AwsPlatform platform, TimeProvider time) => new(
    [
        new EnvironmentCredentials(platform),
        new WebIdentityCredentials(platform),
        new SharedFileCredentials(platform, time),
        new ContainerCredentials(platform),
        new InstanceCredentials(platform, time),
    ]);

    /// <inheritdoc />
    public async ValueTask<AwsCredentials> GetAsync(CancellationToken cancellationToken)
    {
        List<string> reasons = [];
        foreach (var place in places)
        {
            try
            {
                if (await place.TryGetAsync(cancellationToken) is { } found)
                {
                    return found;
                }

                reasons.Add($"{place.Name}: not set up here");
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // Any failure of one place, its network or its file included, leaves the others their turn. Only our own texts are repeated: others may quote what they read.
                reasons.Add($"{place.Name}: {(exception is AwsCredentialException ? exception.Message : exception.GetType().Name)}");
            }
        }

        throw new AwsCredentialException($"No AWS credential was found ({string.Join("; ", reasons)}).");
    }
}
