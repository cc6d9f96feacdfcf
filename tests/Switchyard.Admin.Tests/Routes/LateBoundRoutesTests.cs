using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Switchyard.Admin.Routes;

namespace Switchyard.Admin.Tests.Routes;

/// <summary>Routes cost a start nothing but what they are; their handlers are bound by the first request.</summary>
public sealed class LateBoundRoutesTests
{
    [Fact]
    public async Task A_handler_is_bound_by_the_first_request_and_once()
    {
        var bound = 0;
        await using var app = App();
        app.OnGet("/things/{number}", static (int number) => TypedResults.Ok(number)).AddEndpointFilterFactory((_, next) =>
        {
            Interlocked.Increment(ref bound);
            return next;
        });

        var route = TheRoute(app);
        bound.ShouldBe(0);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => AskAsync(app, route, number)));

        answers.ShouldBe(Enumerable.Range(0, 8).Select(static number => $"{number}"));
        bound.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_route_takes_and_answers_is_known_before_it_is_bound()
    {
        await using var app = App();
        app.OnPut("/things/{number}", static (int number, Thing thing) => TypedResults.Ok(thing with { Number = number }));

        var route = TheRoute(app);

        route.Metadata.GetMetadata<IHttpMethodMetadata>().ShouldNotBeNull().HttpMethods.ShouldBe(["PUT"]);
        route.Metadata.GetMetadata<IAcceptsMetadata>().ShouldNotBeNull().RequestType.ShouldBe(typeof(Thing));
        route.Metadata.GetMetadata<IProducesResponseTypeMetadata>().ShouldNotBeNull().Type.ShouldBe(typeof(Thing));
        route.Metadata.OfType<IParameterBindingMetadata>().Select(static parameter => parameter.Name).ShouldBe(["number", "thing"]);
    }

    private static WebApplication App()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRouting();
        return builder.Build();
    }

    private static RouteEndpoint TheRoute(WebApplication app) =>
        ((IEndpointRouteBuilder)app).DataSources.SelectMany(static source => source.Endpoints).ShouldHaveSingleItem().ShouldBeOfType<RouteEndpoint>();

    private static async Task<string> AskAsync(WebApplication app, RouteEndpoint route, int number)
    {
        // From threads of their own, as first requests come.
        await Task.Yield();
        using var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = app.Services };
        context.Request.RouteValues["number"] = $"{number}";
        context.Response.Body = body;
        await route.RequestDelegate!(context);
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }

    private sealed record Thing(int Number);
}
