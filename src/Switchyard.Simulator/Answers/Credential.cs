using Microsoft.AspNetCore.Http;
using Switchyard.Simulator.Dialects.Bedrock;

namespace Switchyard.Simulator.Answers;

/// <summary>Finds the credential wherever a dialect puts it.</summary>
internal static class Credential
{
    private const string Bearer = "Bearer ";

    public static string? Of(IHeaderDictionary headers)
    {
        if (headers.TryGetValue("x-api-key", out var anthropic))
        {
            return anthropic.ToString();
        }

        if (headers.TryGetValue("api-key", out var azure))
        {
            return azure.ToString();
        }

        var authorization = headers.Authorization.ToString();
        return authorization.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? authorization[Bearer.Length..]
            : authorization.Length == 0 ? null : AwsAuthorization.TryParse(authorization)?.AccessKeyId;
    }
}
