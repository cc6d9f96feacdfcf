using Switchyard.Host.Serving;
using Switchyard.Model.Secrets;

namespace Switchyard.Host.Demo;

/// <summary>What the demonstration prints. Every <c>curl</c> line begins a line of its own and can be pasted as it is.</summary>
internal static class DemoText
{
    public static Task WriteAsync(TextWriter output, NodeAddresses addresses, Secret operatorToken, string accessKey)
    {
        var data = addresses.DataPlane.ToString().TrimEnd('/');
        var control = addresses.ControlPlane.ToString().TrimEnd('/');
        var token = operatorToken.Reveal();
        return output.WriteLineAsync(
            $$$"""

            Switchyard is running with two simulated providers. Ctrl+C ends it.

              console          {{{control}}}/console
              operator token   {{{token}}}
              access key       {{{accessKey}}}

            Ask the OpenAI-style provider, then the Anthropic-style one as a stream, then either by one address:

            curl {{{data}}}/sim-openai/v1/chat/completions -H 'Authorization: Bearer {{{accessKey}}}' -H 'Content-Type: application/json' -d '{"model":"gpt-sim","messages":[{"role":"user","content":"Hello"}]}'
            curl -N {{{data}}}/sim-anthropic/v1/messages -H 'x-api-key: {{{accessKey}}}' -H 'anthropic-version: 2023-06-01' -H 'Content-Type: application/json' -d '{"model":"claude-sim","max_tokens":64,"stream":true,"messages":[{"role":"user","content":"Hello"}]}'
            curl {{{data}}}/v1/chat/completions -H 'Authorization: Bearer {{{accessKey}}}' -H 'Content-Type: application/json' -d '{"model":"sim-openai/gpt-sim","messages":[{"role":"user","content":"Hello"}]}'

            Change something while it runs, and see what was used:

            SWITCHYARD_URL={{{control}}} SWITCHYARD_TOKEN={{{token}}} ./switchyard providers disable sim-openai --wait 30s
            SWITCHYARD_URL={{{control}}} SWITCHYARD_TOKEN={{{token}}} ./switchyard usage
            """);
    }
}
