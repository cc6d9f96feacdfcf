using System.Xml;
using System.Xml.Linq;
using Switchyard.Gateway.Bridges.Bedrock.Signing;
using Switchyard.Model.Secrets;

namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>The XML in which AWS's Security Token Service hands out credentials, whichever action was asked for.</summary>
internal static class StsAnswer
{
    /// <summary>Reads <paramref name="xml"/>; throws <see cref="AwsCredentialException"/>, without a word of it, when it has no credential.</summary>
    public static AwsCredentials Read(string xml)
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
