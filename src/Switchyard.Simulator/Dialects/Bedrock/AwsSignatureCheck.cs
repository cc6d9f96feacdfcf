using System.Security.Cryptography;
using System.Text;
using Switchyard.Simulator.Journal;

namespace Switchyard.Simulator.Dialects.Bedrock;

/// <summary>Checks AWS Signature Version 4 as the service does, from the bytes that arrived.</summary>
internal static class AwsSignatureCheck
{
    /// <summary>Null when the request is acceptable; with no secrets known, any well formed signature is.</summary>
    public static Refusal? Refuse(ReceivedRequest request, IReadOnlyDictionary<string, string> secrets)
    {
        if (AwsAuthorization.TryParse(request.Header("Authorization")) is not { } authorization)
        {
            return new Refusal(403, "Missing Authentication Token");
        }

        if (!authorization.SignedHeaders.Contains("host", StringComparer.Ordinal))
        {
            return new Refusal(403, "'Host' must be a 'SignedHeader' in the AWS Authorization.");
        }

        if (secrets.Count == 0)
        {
            return null;
        }

        if (!secrets.TryGetValue(authorization.AccessKeyId, out var secret))
        {
            return new Refusal(403, "The security token included in the request is invalid.");
        }

        return Sign(request, authorization, secret) == authorization.Signature
            ? null
            : new Refusal(403, "The request signature we calculated does not match the signature you provided.");
    }

    private static string Sign(ReceivedRequest request, AwsAuthorization authorization, string secret)
    {
        var scope = $"{authorization.Date}/{authorization.Region}/{authorization.Service}/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{request.Header("x-amz-date")}\n{scope}\n{Hex(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(request, authorization))))}";
        var key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (var part in scope.Split('/'))
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        }

        return Hex(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text)));
    }

    private static string Canonical(ReceivedRequest request, AwsAuthorization authorization)
    {
        var target = request.RawTarget.Split('?', 2);
        // Every service but S3 encodes the path that is already encoded once more.
        var path = string.Join('/', target[0].Split('/').Select(Uri.EscapeDataString));
        var query = target.Length < 2 ? "" : string.Join('&', target[1].Split('&').Order(StringComparer.Ordinal));
        var headers = string.Concat(authorization.SignedHeaders.Select(name => $"{name}:{HeaderValue(request, name)}\n"));
        var payload = request.Header("x-amz-content-sha256") ?? Hex(SHA256.HashData(request.Body.Span));
        return $"{request.Method}\n{path}\n{query}\n{headers}\n{string.Join(';', authorization.SignedHeaders)}\n{payload}";
    }

    private static string HeaderValue(ReceivedRequest request, string name) => string.Join(',', request.Headers
        .Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(header => string.Join(' ', header.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
