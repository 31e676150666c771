package io.jenkins.plugins.modeldelivery.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.jenkins.plugins.modeldelivery.failure.BadInputException;
import io.jenkins.plugins.modeldelivery.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests and answers of the protocols, as their specifications show them. */
class TemplateTest {
    private static Template template(String config) throws Exception {
        return Template.of((ObjectNode) Json.parse(config.replace('\'', '"'), "template"));
    }

    private static String request(String config, String input) throws Exception {
        ObjectNode row = (ObjectNode) Json.parse(("{'id':'a','input':" + input + "}").replace('\'', '"'), "row");
        return new String(template(config).request(new EvalRow(0, "line 1", row)), StandardCharsets.UTF_8)
                .replace('"', '\'');
    }

    private static String answer(String config, String body) throws Exception {
        Answers.Found found = template(config).answer(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return (Json.compact(found.prediction()) + " of " + Json.compact(found.output())).replace('"', '\'');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'protocol':'kserve-v1'} | [1.50,2] | {'instances':[[1.50,2]]}",
                "{'protocol':'mlflow'} | {'x':1} | {'dataframe_records':[{'x':1}]}",
                "{'protocol':'mlflow'} | 'hi' | {'instances':['hi']}",
                "{'protocol':'mlflow','fields':{'params':{'k':1}}} | 'hi' | {'instances':['hi'],'params':{'k':1}}",
                "{'protocol':'oip'} | [1,2,3] | {'inputs':[{'name':'input-0','shape':[1,3],'datatype':'FP32','data':[1,2,3]}]}",
                "{'protocol':'oip','tensor':'x','datatype':'FP64'} | [[1,2],[3,4]] | {'inputs':[{'name':'x','shape':[1,2,2],'datatype':'FP64','data':[1,2,3,4]}]}",
                "{'protocol':'oip'} | 'hi' | {'inputs':[{'name':'input-0','shape':[1,1],'datatype':'BYTES','data':['hi']}]}",
                "{'protocol':'oip'} | {'a':1,'b':true} | {'inputs':[{'name':'a','shape':[1,1],'datatype':'FP32','data':[1]},{'name':'b','shape':[1,1],'datatype':'BOOL','data':[true]}]}",
                "{'protocol':'oip'} | {'inputs':[]} | {'inputs':[]}",
                "{'protocol':'openai','model':'m'} | 'hi' | {'model':'m','messages':[{'role':'user','content':'hi'}]}",
                "{'protocol':'openai','model':'m','system':'be short','fields':{'temperature':0}} | 'hi' | {'model':'m','messages':[{'role':'system','content':'be short'},{'role':'user','content':'hi'}],'temperature':0}",
                "{'protocol':'openai','model':'m'} | {'messages':[{'role':'user','content':'x'}],'top_p':1} | {'model':'m','messages':[{'role':'user','content':'x'}],'top_p':1}",
                "{'body':{'q':'{{/input/t}}','n':[1,'{{/id}}']}} | {'t':'hi'} | {'q':'hi','n':[1,'a']}",
                "{} | {'x':[1]} | {'x':[1]}"
            })
    void shouldMakeRequests(String config, String input, String expected) throws Exception {
        assertThat(request(config, input)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'protocol':'kserve-v1'} | {'predictions':['yes']} | 'yes' of 'yes'",
                "{'protocol':'kserve-v1','argmax':true} | {'predictions':[[0.1,0.7,0.7]]} | 1 of [0.1,0.7,0.7]",
                "{'protocol':'kserve-v1','argmax':true,'prediction':'/scores','classes':['no','yes']} | {'predictions':[{'scores':[0.1,0.9]}]} | 'yes' of {'scores':[0.1,0.9]}",
                "{'protocol':'mlflow'} | {'predictions':[{'label':'x','score':1}]} | 'x' of {'label':'x','score':1}",
                "{'protocol':'mlflow'} | [3] | 3 of 3",
                "{'protocol':'oip'} | {'outputs':[{'name':'o','shape':[1,1],'datatype':'INT64','data':[4]}]} | 4 of 4",
                "{'protocol':'oip','prediction':'/label'} | {'outputs':[{'name':'label','data':['a']},{'name':'p','data':[0.1,0.9]}]} | 'a' of {'label':'a','p':[0.1,0.9]}",
                "{'protocol':'oip','outputName':'label'} | {'outputs':[{'name':'p','data':[0.1]},{'name':'label','data':['a']}]} | 'a' of 'a'",
                "{'protocol':'openai','model':'m'} | {'choices':[{'message':{'content':' yes '}}]} | 'yes' of 'yes'",
                "{'response':'/data/0','prediction':'/c'} | {'data':[{'c':true}]} | true of {'c':true}",
                "{} | 'yes' | 'yes' of 'yes'",
                "{} | {'prediction':1.50} | 1.50 of {'prediction':1.50}"
            })
    void shouldFindPredictions(String config, String body, String expected) throws Exception {
        assertThat(answer(config, body)).isEqualTo(expected);
    }

    @Test
    void shouldReadAnObjectInAChatsContent() throws Exception {
        String body = "{\"choices\":[{\"message\":{\"content\":\"{\\\"label\\\":\\\"x\\\"}\"}}]}";
        assertThat(answer("{'protocol':'openai','model':'m'}", body)).isEqualTo("'x' of {'label':'x'}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'protocol':'kserve-v1'} | {'predictions':[]} | no output",
                "{'protocol':'kserve-v1'} | {'predictions':['a','b']} | no output",
                "{'protocol':'kserve-v1'} | {'error':'x'} | no output",
                "{'protocol':'oip'} | {'outputs':[]} | no output",
                "{'protocol':'openai','model':'m'} | {'choices':[{'message':{'content':null}}]} | no output",
                "{'response':'/a'} | {'a':null} | no output",
                "{} | [1,2] | no prediction",
                "{} | {'prediction':null} | no prediction",
                "{} | {'prediction':{'a':1}} | no prediction",
                "{'argmax':true} | [] | no prediction",
                "{'argmax':true} | ['a'] | no prediction",
                "{'argmax':true,'classes':['only']} | [1,2] | no prediction",
                "{} | {'a':1,'a':2} | malformed",
                "{} | {} trailing | malformed"
            })
    void shouldFailARequestWhoseAnswerHoldsNoClearPrediction(String config, String body, String kind) {
        assertThatThrownBy(() -> answer(config, body))
                .isInstanceOf(RequestFailure.class)
                .hasMessageStartingWith(kind + ": ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'protocol':'grpc'} | 1 | not a known protocol",
                "{'protocl':'json'} | 1 | not a key",
                "{'protocol':'openai'} | 'x' | needs the model's name",
                "{'protocol':'openai','model':'m'} | 1 | a chat needs an input",
                "{'protocol':'oip'} | [[1],[1,2]] | rows differ in length",
                "{'protocol':'oip'} | [1,'a'] | alone were expected",
                "{'protocol':'oip'} | [] | empty tensor",
                "{'response':'a'} | 1 | not a JSON pointer",
                "{'body':{'q':'{{/input/t}}'}} | {} | has nothing at /input/t",
                "{'protocol':'kserve-v1','body':{}} | 1 | goes with the protocol json",
                "{'fields':{'a':1}} | 1 | JSON object only",
                "{'fields':1} | 1 | must be a JSON object"
            })
    void shouldRefuseATemplateOrARowThatMakesNoRequest(String config, String input, String message) {
        assertThatThrownBy(() -> request(config, input))
                .isInstanceOf(BadInputException.class)
                .hasMessageContaining(message);
    }
}
