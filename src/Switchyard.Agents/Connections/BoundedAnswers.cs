namespace Switchyard.Agents.Connections;

/// <summary>Holds the answers of an agent to a length. An agent proves who it is, which does not make it harmless: an answer without an end must not take the node's memory.</summary>
/// <param name="inner">Makes the requests.</param>
/// <param name="most">Longest body in bytes.</param>
internal sealed class BoundedAnswers(HttpMessageHandler inner, long most) : DelegatingHandler(inner)
{
    /// <inheritdoc />
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var bounded = new StreamContent(new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), most));
        foreach (var (name, values) in response.Content.Headers)
        {
            bounded.Headers.TryAddWithoutValidation(name, values);
        }

        response.Content = bounded;
        return response;
    }
}
