using System.Net.Http.Headers;
using Switchyard.Admin.Client.Chats;
using Switchyard.Console.InProcess;
using Switchyard.Console.Telemetry;

namespace Switchyard.Console.SignIn;

/// <summary>Makes clients of the chats of this node's data plane, each with somebody's access key: chats belong to users, and an operator is none.</summary>
internal sealed class ChatDoor(DataPlanePipeline pipeline, ConsoleInstruments instruments)
{
    private static readonly Uri Address = new("http://localhost/");

    /// <summary>A client with <paramref name="accessKey"/>; the caller disposes it.</summary>
    public ChatsClient Connect(string accessKey)
    {
        var http = new HttpClient(new PipelineTransport(pipeline, instruments)) { BaseAddress = Address, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", accessKey);
        http.DefaultRequestHeaders.UserAgent.ParseAdd("switchyard-console");
        return new ChatsClient(http);
    }
}
