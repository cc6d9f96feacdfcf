namespace Switchyard.Gateway.Bridges.Bedrock.Credentials;

/// <summary>One call to an endpoint that hands out credentials.</summary>
internal static class AwsEndpoint
{
    /// <summary>Asks, with one further header where <paramref name="value"/> is not null, and returns the text of a good answer; throws <see cref="AwsCredentialException"/> with the status of another.</summary>
    public static async Task<string> AskAsync(
        HttpMessageInvoker http, HttpMethod method, Uri address, string header, string? value, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        if (value is not null)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return await AskAsync(http, request, cancellationToken);
    }

    /// <summary>Sends <paramref name="request"/> and returns the text of a good answer; throws <see cref="AwsCredentialException"/> with the status of another.</summary>
    public static async Task<string> AskAsync(HttpMessageInvoker http, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new AwsCredentialException($"it answered {(int)response.StatusCode}");
        }

        await response.Content.LoadIntoBufferAsync(AwsCredentialDocument.MaxBytes, cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}
