using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Console.InProcess;
using Switchyard.Testing.Runs;

namespace Switchyard.Console.Tests.InProcess;

/// <summary>Requests without a connection.</summary>
public sealed class PipelineTransportTests
{
    [Fact]
    public async Task A_request_arrives_as_it_was_sent_and_its_answer_comes_back_whole()
    {
        using var client = Client(static async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var text = $"{context.Request.Method} {context.Request.Path.Value} {context.Request.QueryString} {context.Request.Headers["If-Match"]} {context.Request.ContentType} {await reader.ReadToEndAsync()}";
            context.Response.StatusCode = 201;
            context.Response.Headers.ETag = "\"7\"";
            context.Response.OnStarting(static state =>
            {
                ((HttpContext)state).Response.Headers["X-Late"] = "yes";
                return Task.CompletedTask;
            }, context);
            await context.Response.WriteAsync(text);
        });
        using var request = new HttpRequestMessage(HttpMethod.Put, "/a%20b?c=d") { Content = new StringContent("the body", null, "text/plain") };
        request.Headers.Add("If-Match", "\"6\"");
        using var answer = await client.SendAsync(request, Patience.Token);
        ((int)answer.StatusCode).ShouldBe(201);
        answer.Headers.ETag!.Tag.ShouldBe("\"7\"");
        answer.Headers.GetValues("X-Late").ShouldBe(["yes"]);
        (await answer.Content.ReadAsStringAsync(Patience.Token)).ShouldBe("PUT /a b ?c=d \"6\" text/plain; charset=utf-8 the body");
    }

    [Fact]
    public async Task An_answer_is_read_while_it_is_written_and_its_writer_learns_when_the_reader_goes()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var go = new SemaphoreSlim(0);
        using var client = Client(async context =>
        {
            context.RequestAborted.Register(() => ended.TrySetResult());
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync("tick\n");
                await context.Response.Body.FlushAsync();
                await go.WaitAsync(context.RequestAborted);
            }
        });
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Patience.Token);
        using var answer = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, leaving.Token);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(leaving.Token));
        (await reader.ReadLineAsync(leaving.Token)).ShouldBe("tick");
        go.Release();
        (await reader.ReadLineAsync(leaving.Token)).ShouldBe("tick");
        ended.Task.IsCompleted.ShouldBeFalse();
        answer.Dispose();
        await ended.Task.WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task A_reader_that_cancels_is_a_client_that_goes()
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = Client(async context =>
        {
            begun.TrySetResult();
            context.RequestAborted.Register(() => ended.TrySetResult());
            await ended.Task;
        });
        using var leaving = new CancellationTokenSource();
        var asking = client.GetAsync("/", leaving.Token);
        await begun.Task.WaitAsync(Patience.Token);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => asking);
        await ended.Task.WaitAsync(Patience.Token);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_has_no_proper_end()
    {
        using var client = Client(static async context =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        using var answer = await client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead, Patience.Token);
        await Should.ThrowAsync<Exception>(() => answer.Content.ReadAsStringAsync(Patience.Token));
    }

    private static HttpClient Client(RequestDelegate first)
    {
        var pipeline = new ControlPlanePipeline(new ServiceCollection().BuildServiceProvider().GetRequiredService<IServiceScopeFactory>());
        pipeline.Begin(first);
        return new HttpClient(new PipelineTransport(pipeline)) { BaseAddress = new Uri("http://localhost/") };
    }
}
