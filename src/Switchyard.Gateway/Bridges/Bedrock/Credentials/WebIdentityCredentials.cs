using System.Xml;
using System.Xml.Linq;
using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Secrets;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>A token file that is exchanged for a role's credential at STS (<c>AssumeRoleWithWebIdentity</c>): <c>AWS_WEB_IDENTITY_TOKEN_FILE</c>, <c>AWS_ROLE_ARN</c>. This is how EKS service accounts work.</summary>
internal sealed class WebIdentityCredentials(AwsPlatform platform) : IAwsCredentialProvider
{
    /// <inheritdoc />
    public string Name => "web identity";

    /// <inheritdoc />
    public async ValueTask<AwsCredentials?> TryGetAsync(CancellationToken cancellationToken)
    {
        if (platform.Set("AWS_WEB_IDENTITY_TOKEN_FILE") is not { } path || platform.Set("AWS_ROLE_ARN") is not { } role)
        {
            return null;
        }

        var token = platform.ReadFile(path)?.Trim() ?? throw new AwsCredentialException("the file that AWS_WEB_IDENTITY_TOKEN_FILE names does not exist");
        using var request = new HttpRequestMessage(HttpMethod.Post, Endpoint())
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Action"] = "AssumeRoleWithWebIdentity",
                ["Version"] = "2011-06-15",
                ["RoleArn"] = role,
                ["RoleSessionName"] = platform.Set("AWS_ROLE_SESSION_NAME") ?? "switchyard",
                ["WebIdentityToken"] = token,
            }),
        };
        return Read(await AwsEndpoint.AskAsync(platform.Http, request, cancellationToken));
    }

    private Uri Endpoint()
    {
        var region = platform.Set("AWS_REGION") ?? platform.Set("AWS_DEFAULT_REGION");
        return new Uri(platform.Set("AWS_ENDPOINT_URL_STS") ?? (region is null
            ? "https://sts.amazonaws.com/"
            : $"https://sts.{region}.amazonaws.com{(region.StartsWith("cn-", StringComparison.Ordinal) ? ".cn" : "")}/"));
    }

    private static AwsCredentials Read(string xml)
    {
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            var credentials = XDocument.Load(reader).Descendants().FirstOrDefault(element => element.Name.LocalName == "Credentials");
            string? Text(string name) => credentials?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
            if (Text("AccessKeyId") is { } id && Text("SecretAccessKey") is { } secret)
            {
                return new AwsCredentials(id, new Secret(secret), Text("SessionToken") is { } token ? new Secret(token) : null, AwsCredentialDocument.Time(Text("Expiration")));
            }
        }
        catch (XmlException)
        {
            // Told below; the parser's message may quote the answer.
        }

        throw new AwsCredentialException("it answered with no credential");
    }
}
