namespace Switchyard.Gateway.Modules.Chains;

/// <summary>Headers of a request on its way upstream.</summary>
internal sealed class UpstreamHeaders(HttpRequestMessage request) : ModuleHeaders
{
    private protected override string? Read(string name) =>
        request.Headers.NonValidated.TryGetValues(name, out var values) || (request.Content?.Headers.NonValidated.TryGetValues(name, out values) ?? false) ? string.Join(", ", values) : null;

    private protected override void Delete(string name)
    {
        if (request.Headers.NonValidated.Contains(name))
        {
            request.Headers.Remove(name);
        }
        else if (request.Content?.Headers.NonValidated.Contains(name) == true)
        {
            request.Content.Headers.Remove(name);
        }
    }

    private protected override void Add(string name, string value)
    {
        if (!request.Headers.TryAddWithoutValidation(name, value))
        {
            request.Content?.Headers.TryAddWithoutValidation(name, value);
        }
    }
}
