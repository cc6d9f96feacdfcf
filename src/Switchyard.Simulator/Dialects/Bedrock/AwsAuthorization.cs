using System.Text.RegularExpressions;

namespace Switchyard.Simulator.Dialects.Bedrock;

/// <summary>The parts of an <c>Authorization: AWS4-HMAC-SHA256 …</c> header (AWS Signature Version 4).</summary>
/// <param name="AccessKeyId">Who signed.</param>
/// <param name="Date">The day of the scope, <c>YYYYMMDD</c>.</param>
/// <param name="Region">The region of the scope.</param>
/// <param name="Service">The service of the scope; <c>bedrock</c> for its runtime.</param>
/// <param name="SignedHeaders">Names of the signed headers in lower case, sorted.</param>
/// <param name="Signature">64 hexadecimal digits.</param>
public sealed partial record AwsAuthorization(
    string AccessKeyId, string Date, string Region, string Service, IReadOnlyList<string> SignedHeaders, string Signature)
{
    /// <summary>Reads the header; null when it is absent or another scheme.</summary>
    public static AwsAuthorization? TryParse(string? header)
    {
        if (header is null || Form().Match(header) is not { Success: true } match)
        {
            return null;
        }

        return new AwsAuthorization(
            match.Groups["id"].Value,
            match.Groups["date"].Value,
            match.Groups["region"].Value,
            match.Groups["service"].Value,
            match.Groups["headers"].Value.Split(';'),
            match.Groups["signature"].Value);
    }

    [GeneratedRegex(
        @"^AWS4-HMAC-SHA256\s+Credential=(?<id>[^/,]+)/(?<date>\d{8})/(?<region>[^/,]+)/(?<service>[^/,]+)/aws4_request,\s*SignedHeaders=(?<headers>[^,]+),\s*Signature=(?<signature>[0-9a-f]{64})$",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Form();
}
