using System.Net.Http.Headers;
using Switchyard.Admin.Client;
using Switchyard.Console.InProcess;
using Switchyard.Console.Telemetry;

namespace Switchyard.Console.SignIn;

/// <summary>Makes clients of the control plane of this process, each with the credential of somebody who signed in.</summary>
internal sealed class ControlPlane(ControlPlanePipeline pipeline, ConsoleInstruments instruments)
{
    // Never resolved: it is the name of loopback that the control plane always answers to.
    private static readonly Uri Address = new("http://localhost/");

    /// <summary>A client with <paramref name="credential"/>, a token or a session; the caller disposes it.</summary>
    public SwitchyardClient Connect(string credential)
    {
        var http = new HttpClient(new PipelineTransport(pipeline, instruments)) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", credential);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("switchyard-console");
        return new SwitchyardClient(http);
    }
}
