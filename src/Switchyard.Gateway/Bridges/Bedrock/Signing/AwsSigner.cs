using System.Security.Cryptography;
using System.Text;

namespace Switchyard.Gateway.Bridges.Bedrock.Signing;

/// <summary>AWS Signature Version 4 (AWS General Reference, "Create a signed AWS API request") with the signature in the <c>Authorization</c> header.</summary>
/// <param name="region">Region of the scope, for example <c>eu-central-1</c>.</param>
/// <param name="service">Service of the scope, for example <c>bedrock</c>.</param>
internal sealed class AwsSigner(string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    // The key depends on the day only; it is derived once a day and credential.
    private volatile DayKey? _dayKey;

    /// <summary>The value of <c>Authorization</c>. <paramref name="path"/> is the path as the request line has it; <paramref name="headers"/> are the signed ones, among them <c>host</c> and <c>x-amz-date</c>.</summary>
    public string Sign(string method, string path, string query, IEnumerable<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body, AwsCredentials credentials, string amzDate)
    {
        var signed = headers
            .GroupBy(header => header.Key.ToLowerInvariant(), StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (Name: group.Key, Value: string.Join(',', group.Select(header => Trimmed(header.Value)))))
            .ToArray();
        var names = string.Join(';', signed.Select(header => header.Name));
        var canonical = new StringBuilder(512).Append(method).Append('\n').Append(CanonicalPath(path)).Append('\n').Append(CanonicalQuery(query)).Append('\n');
        foreach (var (name, value) in signed)
        {
            canonical.Append(name).Append(':').Append(value).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(Convert.ToHexStringLower(SHA256.HashData(body)));

        var day = amzDate[..8];
        var scope = $"{day}/{region}/{service}/aws4_request";
        var text = $"{Algorithm}\n{amzDate}\n{scope}\n{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(canonical.ToString())))}";
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Key(day, credentials), Encoding.UTF8.GetBytes(text)));
        return $"{Algorithm} Credential={credentials.AccessKeyId}/{scope}, SignedHeaders={names}, Signature={signature}";
    }

    /// <summary>The signing key of <paramref name="day"/> (<c>yyyyMMdd</c>).</summary>
    internal byte[] Key(string day, AwsCredentials credentials)
    {
        if (_dayKey is { } known && known.Day == day && ReferenceEquals(known.Credentials, credentials))
        {
            return known.Key;
        }

        var key = Encoding.UTF8.GetBytes("AWS4" + credentials.SecretAccessKey.Reveal());
        foreach (var part in (string[])[day, region, service, "aws4_request"])
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        _dayKey = new DayKey(day, credentials, key);
        return key;
    }

    // Every service but S3 encodes the segments of the path once more than the request line does.
    private static string CanonicalPath(string path) =>
        path.Length == 0 ? "/" : string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string CanonicalQuery(string query)
    {
        var parameters = query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('&', parameters
            .Select(parameter => parameter.Contains('=', StringComparison.Ordinal) ? parameter : parameter + "=")
            .Order(StringComparer.Ordinal));
    }

    private static string Trimmed(string value) => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private sealed record DayKey(string Day, AwsCredentials Credentials, byte[] Key);
}
